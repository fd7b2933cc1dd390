import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fromLangChain } from '../../src/langchain/fromLangChain.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { collect } from '../providers/collect.ts';
import { codes, type Expected, expected, fixture, fixtures, replyOf } from '../providers/wireFixtures.ts';
import { type WireServer, wireServer } from '../providers/wireServer.ts';
import { chatOpenAI } from './realModel.ts';

// Real packages over real sockets: no assertion is about time, so a loaded machine may take it.
vi.setConfig({ testTimeout: 30_000 });

/** Where the package reads the wire in another way, what comes out in place of what expected.json says. */
const asThePackageReads: Readonly<Record<string, Partial<Expected>>> = {
  // LangChain does not say that it saw the end marker, so this cannot be told from a reply that was cut short.
  'openai-chat-done-without-finish.sse': {
    outcome: 'error',
    error: { kind: 'interrupted', retryable: true },
  },
  // It knows one of the two names of reasoning.
  'openai-chat-reason-field.sse': { reasoning: null },
};

describe('ChatOpenAI over HTTP', () => {
  let server: WireServer;
  beforeAll(async () => {
    server = await wireServer();
    // It tells a frame that it cannot read to the console too.
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
  });
  afterAll(() => {
    vi.restoreAllMocks();
    return server.stop();
  });

  it.each(fixtures('openai-'))('gives the expected reply of %s', async (name) => {
    const wanted = { ...expected[name], ...asThePackageReads[name] } as Expected;
    const wire = name.startsWith('openai-responses') ? 'responses' : 'chat';
    for (const cuts of [[], 'bytes'] as const) {
      server.answer({ body: fixture(name), cuts });
      const { chunks, error } = await collect(fromLangChain(chatOpenAI(server.baseURL, wire)).stream('hi'));
      if (wanted.outcome === 'complete') {
        const { outcome: _outcome, ...reply } = wanted;
        // Without a finish frame LangChain names no model.
        expect(error).toBeUndefined();
        expect(replyOf(chunks)).toEqual(reply);
      } else {
        const { kind = '', retryable = false } = wanted.error ?? {};
        expect(chunks.map(textOf).join('')).toBe(wanted.text);
        expect(error).toMatchObject({
          code: codes[kind],
          partial: { content: wanted.text },
          ...(retryable && { retryable }),
        });
        const { partial } = error as { partial: { tool_call_chunks?: { args: string }[]; tool_calls?: [] } };
        const args = partial.tool_call_chunks?.map((call) => call.args) ?? [];
        expect(args).toEqual(wanted.partial_tool_args ?? []);
        expect(partial.tool_calls).toBeUndefined();
      }
    }
  });

  it.each(
    fixtures('openai-').filter((name) => expected[name]?.outcome === 'complete' && !asThePackageReads[name]),
  )('takes no beginning of %s for the whole', async (name) => {
    const body = fixture(name);
    const wire = name.startsWith('openai-responses') ? 'responses' : 'chat';
    const { text } = expected[name] as Expected;
    for (let i = 1; i < 13; i++) {
      server.answer({ body, after: Math.floor((body.length * i) / 13) });
      const { chunks, error, isComplete } = await collect(
        fromLangChain(chatOpenAI(server.baseURL, wire)).stream('hi'),
      );
      // A body that ends behind its finish reason is whole, though its usage may be missing.
      if (isComplete) expect(replyOf(chunks).text).toBe(text);
      else expect(error).toMatchObject({ code: expect.stringMatching(/^(interrupted|bad_frame)$/) });
    }
  });
});
