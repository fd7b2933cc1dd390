import { inspect } from 'node:util';
import { firstValueFrom, take, toArray } from 'rxjs';
import { describe, expect } from 'vitest';
import type { RunnableError } from '../../src/RunnableError.ts';
import { execute } from '../../src/runnables/execute.ts';
import { withFallbacks } from '../../src/runnables/withFallbacks.ts';
import { collect, textsOf } from './collect.ts';
import { aroundIt } from './faultCatalogue.ts';
import { faultTests, faultyConnection, words } from './faultyConnection.ts';
import { fixture, replyOf } from './wireFixtures.ts';
import type { WireAnswer } from './wireServer.ts';
import { replyOfWords, wires } from './wires.ts';

describe.each(wires)('%s, whose reply may be faulty', (_name, wire) => {
  const connection = faultyConnection(wire);
  const { model, ask, begun } = connection;
  const fault = faultTests(aroundIt);

  fault('T20', async () => {
    const { body, cuts } = replyOfWords(wire, words(3));
    const retry = { count: 2, delay: 1 };
    connection.server.answer({ status: 503 }, { then: 'reset' }, { body });
    expect(textsOf((await collect(model({ retry }).stream('hi'))).chunks)).toEqual(words(3));
    expect(connection.server.requests).toHaveLength(3);
    connection.server.answer({ body, after: cuts[2] as number, cuts, interval: 5, then: 'reset' }, { body });
    const { chunks, error } = await collect(model({ retry }).stream('hi'));
    expect(textsOf(chunks)).toEqual(words(2));
    expect(error).toMatchObject({ code: 'interrupted' });
    expect(connection.server.requests).toHaveLength(1);
  });

  fault('T21', async () => {
    const { body, cuts } = replyOfWords(wire, words(3));
    connection.server.answer({ body, after: cuts[2] as number, cuts, interval: 5, then: 'reset' }, { body });
    const { chunks, error } = await collect(withFallbacks(model(), [model()]).stream('hi'));
    expect(textsOf(chunks)).toEqual(words(2));
    expect(error).toMatchObject({ code: 'interrupted' });
    expect(connection.server.requests).toHaveLength(1);
  });

  fault('T22', async () => {
    connection.server.answer(
      { status: 500, body: wire.refusal('x', 'first') },
      { status: 401, body: wire.refusal('x', 'second') },
    );
    const { error } = await collect(withFallbacks(model(), [model()]).stream('hi'));
    expect(error).toMatchObject({ code: 'fallbacks_failed' });
    const { errors } = (error as RunnableError).cause as AggregateError;
    expect(errors).toMatchObject([{ code: 'provider_error' }, { code: 'unauthorized' }]);
  });

  fault('T23', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(signal, given);
    };
    signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(signal, given);
    };
    for (let round = 0; round < 20; round += 1) {
      await collect(ask({ body: begun(2) }, {}, signal));
      await collect(ask({ status: 500 }, {}, signal));
      await collect(ask({ body: begun(200) }, {}, signal).pipe(take(1)));
    }
    expect(listeners).toBe(0);
  });

  fault('T25', async () => {
    const { body } = replyOfWords(wire, words(200_000));
    const cuts = Array.from({ length: Math.floor(body.length / 16_384) }, (_, index) => (index + 1) * 16_384);
    expect(textsOf(await firstValueFrom(ask({ body, cuts }).pipe(take(5), toArray())))).toEqual(words(5));
    await connection.server.requests[0]?.closed;
    expect(connection.server.requests[0]?.sent).toBeLessThan(body.length / 2);
  });

  fault('T27', async () => {
    const body = wire.head + wire.call('c1', 'pay', '{"amount": 12') + wire.finish('stop');
    const { chunks, isComplete } = await collect(ask({ body }));
    expect(isComplete).toBe(true);
    expect(replyOf(chunks).tool_calls).toEqual([]);
    const whole = wire.head + wire.call('c1', 'pay', '{"amount": 12}');
    const { error } = await collect(ask({ body: whole }));
    expect(error).toMatchObject({ code: 'interrupted', partial: { tool_call_chunks: [{ id: 'c1' }] } });
    expect((error as { partial: object }).partial).not.toHaveProperty('tool_calls');
  });

  fault('T29', async () => {
    const args = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
    const body = wire.head + wire.call('__proto__', 'constructor', args) + wire.finish('stop');
    const { chunks } = await collect(ask({ body }));
    const [call] = replyOf(chunks).tool_calls as readonly { args: Record<string, unknown>; name: string }[];
    expect(call?.name).toBe('constructor');
    expect(Object.keys(call?.args ?? {})).toEqual(['__proto__', 'constructor']);
    expect(call?.args.isAdmin).toBeUndefined();
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  fault('T32', async () => {
    const first = wire.call('c1', 'weather', '{"city":"Seoul"}');
    const body = wire.head + withoutAddress(first) + wire.finish('stop');
    const { chunks } = await collect(ask({ body }));
    expect(replyOf(chunks).tool_calls).toEqual([
      { index: 0, id: 'c1', name: 'weather', args: { city: 'Seoul' } },
    ]);
  });

  fault('T33', async () => {
    const name = [...Object.keys(usageFixtures)].find((one) => one.startsWith(wire.prefix)) as string;
    const whole = Buffer.from(fixture(name)).toString();
    const [needle, wanted] = usageFixtures[name] as readonly [string, object];
    const frames = whole.split(/(?<=\n\n)|(?<=\}\n)(?=\{)/);
    // The snapshot is told three times.
    const body = frames.map((frame) => (frame.includes(needle) ? frame.repeat(3) : frame)).join('');
    expect(body).not.toBe(whole);
    const { chunks, isComplete } = await collect(ask({ body }));
    expect(isComplete).toBe(true);
    const { usage, finish_reason, model_name, text } = replyOf(chunks);
    expect(usage).toMatchObject(wanted);
    expect(['stop', 'end_turn']).toContain(finish_reason);
    expect({ model_name, text }).toEqual({ model_name: 'text', text: 'The sky is blue.' });
  });

  fault('T36', async () => {
    const key = 'sk-canary-123456';
    const token = 'tok-canary-654321';
    const told: unknown[] = [];
    const answers: readonly WireAnswer[] = [
      { status: 401, body: wire.refusal('x', `wrong ${key}`), headers: { 'x-request-id': token } },
      { body: begun(1) + wire.fault(key, `${token} is over`) },
      { body: `${begun(1)}${wire.text('x').replace('x"', `x" ${key} ${token}`)}` },
      { body: begun(1) },
      { then: 'reset' },
    ];
    for (const answer of answers) {
      connection.server.answer(answer);
      const asked = model({ apiKey: key, headers: { 'x-token': token } });
      const { error } = await collect(asked.stream('hi', { events: { next: (event) => told.push(event) } }));
      expect(error).toBeInstanceOf(Error);
      const seen =
        inspect([asked, error, told], { depth: 12, showHidden: true }) + JSON.stringify([error, told]);
      expect(seen).not.toContain('canary');
    }
  });

  fault('T39', async () => {
    const answers: ((response: Response) => void)[] = [];
    let isCancelled = false;
    const deaf = () => new Promise<Response>((resolve) => answers.push(resolve));
    const controller = new AbortController();
    const over = collect(model({ fetch: deaf }).stream('hi', { signal: controller.signal }));
    controller.abort();
    expect((await over).error).toMatchObject({ name: 'AbortError' });
    const cancel = () => {
      isCancelled = true;
    };
    answers[0]?.(new Response(new ReadableStream({ cancel })));
    await expect.poll(() => isCancelled).toBe(true);
  });

  fault('T41', async () => {
    connection.server.answer({ body: begun(1), then: 'reset' });
    const run = execute(model(), 'hi');
    run.result.subscribe({ error: () => undefined });
    // The first chunk is taken, and nobody asks for the second.
    expect(await run.output[Symbol.asyncIterator]().next()).toMatchObject({ value: { content: '0 ' } });
    await connection.server.requests[0]?.closed;
    await connection.server.quiet();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(connection.late).toEqual([]);
  });

  fault('T43', async () => {
    const { body } = replyOfWords(wire, ['하늘 ', 'is ', 'blue', '👩‍👩‍👧']);
    const bytes = Buffer.from(body);
    const replies = [];
    for (const size of [1, 2, 7, 1000]) {
      const cuts = Array.from(
        { length: Math.floor((bytes.length - 1) / size) },
        (_, index) => (index + 1) * size,
      );
      replies.push((await collect(ask({ body, cuts }))).chunks.map(({ id: _id, ...chunk }) => chunk));
    }
    expect(replies[0]?.length).toBeGreaterThan(3);
    for (const reply of replies) expect(reply).toEqual(replies[0]);
  });
});

/** Where each fixture tells its usage, and what it comes to. */
const usageFixtures: Readonly<Record<string, readonly [string, object]>> = {
  'openai-chat-text.sse': ['"usage":{', { input_tokens: 11, output_tokens: 7, total_tokens: 18 }],
  'anthropic-messages-text.sse': ['message_delta', { input_tokens: 14, output_tokens: 7, total_tokens: 21 }],
  'ollama-chat-text.ndjson': ['"done":true', { input_tokens: 11, output_tokens: 7, total_tokens: 18 }],
  'openai-responses-text.sse': [
    'response.completed',
    { input_tokens: 11, output_tokens: 7, total_tokens: 18 },
  ],
};

/** A call whose address is missing, where the wire has one that may be. */
function withoutAddress(call: string): string {
  return call
    .replace('"tool_calls":[{"index":0,', '"tool_calls":[{')
    .replaceAll('"output_index":1', '"output_index":"1"');
}
