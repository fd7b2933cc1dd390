import { from, lastValueFrom, switchMap } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agent } from '../../src/agents/agent.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { openaiCompatible } from '../../src/providers/openaiCompatible.ts';
import { tool } from '../../src/tools/tool.ts';
import { type WireServer, wireServer } from '../providers/wireServer.ts';

const body = (...deltas: readonly object[]): string =>
  [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ]
    .map((frame) => `data: ${JSON.stringify(frame)}\n\n`)
    .concat('data: [DONE]\n\n')
    .join('');

const asking = body(
  { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'look', arguments: '' } }] },
  { tool_calls: [{ index: 0, function: { arguments: '{"input": ' } }] },
  { tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] },
);
const answering = body({ content: 'It is ' }, { content: 'cold.' });

describe('an agent over HTTP', () => {
  let server: WireServer;
  beforeAll(async () => {
    server = await wireServer();
  });
  afterAll(() => server.stop());

  const look = (read: (text: string, signal: AbortSignal | undefined) => unknown) =>
    tool((text, { signal }) => read(text, signal), {
      name: 'look',
      description: 'looks',
      schema: z.string(),
    });
  const model = () => openaiCompatible({ baseURL: server.baseURL, model: 'm' });

  it('asks, runs the tool, and tells the model in its own form', async () => {
    server.answer({ body: asking, cuts: 'bytes' }, { body: answering });
    const seen: string[] = [];
    const helper = agent({ model: model(), tools: [look((text) => seen.push(text) && '-3 °C')] });
    const messages = await lastValueFrom(helper.invoke('How is Oslo?'));
    expect(messages.map(textOf)).toEqual(['', '-3 °C', 'It is cold.']);
    expect(seen).toEqual(['Oslo']);
    const second = JSON.parse(server.requests[1]!.body);
    expect(second.messages).toEqual([
      { role: 'user', content: 'How is Oslo?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"input":"Oslo"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: '-3 °C' },
    ]);
    expect(second.tools).toMatchObject([
      { function: { name: 'look', parameters: { properties: { input: {} } } } },
    ]);
  });

  it('stopped in the middle of the model, it closes the connection', async () => {
    server.answer({ body: answering, after: 60, then: 'stall' });
    const running = agent({ model: model(), tools: [] }).stream('hi').subscribe();
    await server.asked(1);
    running.unsubscribe();
    await server.quiet();
    expect(server.requests).toHaveLength(1);
  });

  it('stopped in the middle of a tool, it closes what the tool had opened, and asks nobody again', async () => {
    server.answer({ body: asking }, { then: 'stall' }, { body: answering });
    const fetches = look((_, signal) =>
      from(fetch(`${server.baseURL}/tool`, { signal: signal ?? null })).pipe(
        switchMap((reply) => reply.text()),
      ),
    );
    const running = agent({ model: model(), tools: [fetches] })
      .stream('hi')
      .subscribe();
    await server.asked(2);
    running.unsubscribe();
    await server.quiet();
    expect(server.requests.map(({ url }) => url)).toEqual(['/v1/chat/completions', '/v1/tool']);
  });

  it('a reply that breaks off behind a complete call runs no tool', async () => {
    server.answer({ body: asking, after: asking.indexOf('data: {"choices":[{"index":0,"delta":{},') });
    let ran = 0;
    const counts = look(() => ++ran);
    await expect(
      lastValueFrom(agent({ model: model(), tools: [counts] }).stream('hi')),
    ).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(ran).toBe(0);
  });
});
