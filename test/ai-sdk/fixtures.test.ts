import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { collect, textsOf } from '../providers/collect.ts';
import { codes, type Expected, expected, fixture, fixtures, replyOf } from '../providers/wireFixtures.ts';
import { type WireServer, wireServer } from '../providers/wireServer.ts';
import { realModels } from './realModels.ts';

// Real packages over real sockets: no assertion is about time, so a loaded machine may take it.
vi.setConfig({ testTimeout: 30_000 });

/** Where the package reads the wire in another way, what comes out in place of what expected.json says. */
const asThePackageReads: Readonly<Record<string, Partial<Expected>>> = {
  // It knows no end marker, so a reply without a finish reason cannot be told from one that was cut short,
  'openai-chat-done-without-finish.sse': {
    outcome: 'error',
    text: 'The sky is blue.',
    error: { kind: 'interrupted', retryable: true },
  },
  // nor does it read a last frame without a blank line,
  'openai-chat-no-blank-line.sse': {
    outcome: 'error',
    text: 'The sky is blue',
    error: { kind: 'interrupted', retryable: true },
  },
  // and it reads on behind the marker.
  'openai-chat-after-done.sse': { text: 'The sky is blue.GHOST' },
};

describe.each(realModels)('%s over HTTP', (_name, { prefix, make }) => {
  let server: WireServer;
  beforeAll(async () => {
    server = await wireServer();
  });
  afterAll(() => server.stop());

  it.each(fixtures(prefix))('gives the expected reply of %s', async (name) => {
    const wanted = { ...expected[name], ...asThePackageReads[name] } as Expected;
    for (const cuts of [[], 'bytes'] as const) {
      server.answer({ body: fixture(name), cuts });
      const { chunks, error } = await collect(make(server.baseURL).stream('hi'));
      if (wanted.outcome === 'complete') {
        const { outcome: _outcome, signature, ...reply } = wanted;
        expect(error).toBeUndefined();
        expect(replyOf(chunks)).toEqual(reply);
        const blocks = chunks.flatMap((chunk) => chunk.additional_kwargs?.reasoning_blocks ?? []);
        if (signature !== undefined) {
          expect(blocks).toEqual([
            { type: 'reasoning', text: wanted.reasoning, providerMetadata: { anthropic: { signature } } },
          ]);
        }
      } else {
        const { kind = '', retryable = false, code } = wanted.error ?? {};
        expect(textsOf(chunks).join('')).toBe(wanted.text);
        expect(error).toMatchObject({
          code: codes[kind],
          partial: { content: wanted.text },
          ...(retryable && { retryable }),
          ...(code !== undefined && { providerCode: code }),
        });
        const { partial } = error as { partial: { tool_call_chunks?: { args: string }[]; tool_calls?: [] } };
        const args = partial.tool_call_chunks?.map((call) => call.args) ?? [];
        expect(args).toEqual(wanted.partial_tool_args ?? []);
        expect(partial.tool_calls).toBeUndefined();
      }
    }
  });

  it.each(
    fixtures(prefix).filter((name) => expected[name]?.outcome === 'complete' && !asThePackageReads[name]),
  )('takes no beginning of %s for the whole', async (name) => {
    const body = fixture(name);
    const { text, usage } = expected[name] as Expected;
    const ends = Array.from({ length: 12 }, (_, i) => Math.floor((body.length * (i + 1)) / 13));
    for (const after of ends) {
      server.answer({ body, after });
      const { chunks, error, isComplete } = await collect(make(server.baseURL).stream('hi'));
      // A body that ends behind its finish reason is whole, though its usage may be missing.
      if (isComplete) expect({ ...replyOf(chunks), usage }).toMatchObject({ text, usage });
      else expect(error).toMatchObject({ code: expect.stringMatching(/^(interrupted|bad_frame)$/) });
    }
  });
});
