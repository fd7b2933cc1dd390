import { firstValueFrom, take, tap, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunnableError } from '../../src/RunnableError.ts';
import { collect, textsOf } from './collect.ts';
import { aroundIt, elsewhere, onTheWire } from './faultCatalogue.ts';
import { checkHonest, faultTests, faultyConnection, words } from './faultyConnection.ts';
import type { WireAnswer } from './wireServer.ts';
import { replyOfWords, wires } from './wires.ts';

it('has a place for every fault of the catalogue', () => {
  const ids = Array.from({ length: 43 }, (_, index) => `T${String(index + 1).padStart(2, '0')}`);
  expect([onTheWire, aroundIt, elsewhere].flatMap(Object.keys).sort()).toEqual(ids);
});

// Over a real connection. Every wait is for an event of the server; no duration is asserted.
describe.each(wires)('%s over a faulty connection', (_name, wire) => {
  const connection = faultyConnection(wire);
  const { model, ask, slowly, begun } = connection;
  const fault = faultTests(onTheWire);

  fault('T01', async () => {
    const answer = slowly(300);
    expect(textsOf(await firstValueFrom(ask(answer).pipe(take(3), toArray())))).toEqual(words(3));
    await connection.server.requests[0]?.closed;
    expect(connection.server.requests[0]?.sent).toBeLessThan((answer.body as string).length / 2);
  });

  fault('T02', async () => {
    const controller = new AbortController();
    const stream = ask(slowly(300), {}, controller.signal);
    const { chunks, error } = await collect(
      stream.pipe(tap((chunk) => chunk.content === '2 ' && controller.abort())),
    );
    expect(textsOf(chunks)).toEqual(words(2));
    expect(error).toBe(controller.signal.reason);
    expect(error).toMatchObject({ name: 'AbortError' });
    await connection.server.requests[0]?.closed;
  });

  fault('T03', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const seen: string[] = [];
    const over = collect(
      ask({ body: begun(2), then: 'stall' }, {}, controller.signal).pipe(
        tap((chunk) => seen.push(chunk.content as string)),
      ),
    );
    await expect.poll(() => seen).toHaveLength(2);
    controller.abort(reason);
    expect((await over).error).toBe(reason);
    await connection.server.requests[0]?.closed;
  });

  fault('T04', async () => {
    const { error, chunks } = await collect(ask({ body: '' }, {}, AbortSignal.abort()));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(chunks).toEqual([]);
    expect(connection.server.requests).toHaveLength(0);
  });

  fault('T05', async () => {
    const { body, cuts } = replyOfWords(wire, words(10));
    const after = cuts[5] as number;
    const { chunks, error } = await collect(ask({ body, cuts, interval: 10, after, then: 'reset' }));
    expect(textsOf(chunks)).toEqual(words(5));
    expect(error).toMatchObject({ code: 'interrupted', retryable: true, partial: { content: '0 1 2 3 4 ' } });
    expect((error as RunnableError).cause).toBeInstanceOf(Error);
  });

  fault('T06', async () => {
    const { body, cuts } = replyOfWords(wire, words(5));
    const end = cuts[5] as number;
    const partial = { content: '0 1 2 3 4 ' };
    for (const after of [end - 1, end, end + 1]) {
      const { error } = await collect(ask({ body, after }));
      expect(error).toMatchObject({ code: 'interrupted', retryable: true });
      if (after >= end) expect(error).toMatchObject({ partial });
    }
  });

  fault('T07', async () => {
    const { body } = replyOfWords(wire, words(3));
    const { chunks, isComplete } = await collect(ask({ body: body.trimEnd() }));
    expect(textsOf(chunks)).toEqual(words(3));
    expect(isComplete).toBe(true);
  });

  fault('T08', async () => {
    const text = '하늘은 푸르다 👩‍👩‍👧 空は青い';
    const { body } = replyOfWords(wire, [text]);
    const { chunks, isComplete } = await collect(ask({ body, cuts: 'bytes' }));
    expect(textsOf(chunks)).toEqual([text]);
    expect(isComplete).toBe(true);
  });

  fault('T09', async () => {
    const { body } = replyOfWords(wire, words(3));
    const isSse = body.includes('data:');
    const strange = isSse
      ? `\ufeff: hello\nid: 7\nretry: 10\n${body}`.replaceAll('\n', '\r')
      : `\ufeff\n\n${body.replaceAll('\n', '\r\n\r\n')}`;
    const { chunks, isComplete } = await collect(ask({ body: strange, cuts: 'bytes' }));
    expect(textsOf(chunks)).toEqual(words(3));
    expect(isComplete).toBe(true);
  });

  fault('T10', async () => {
    const frame = wire.text('lost');
    const good = begun(2);
    const cut = frame.replace('lost', 'lo"st');
    const { chunks, error } = await collect(
      ask({ body: good + cut + wire.text('GHOST') + wire.finish('stop') }),
    );
    expect(textsOf(chunks)).toEqual(words(2));
    expect(error).toMatchObject({ code: 'bad_frame', partial: { content: '0 1 ' } });
  });

  fault('T11', async () => {
    const body = begun(2) + wire.fault('server_error', 'boom') + wire.text('GHOST') + wire.finish('stop');
    const { chunks, error } = await collect(ask({ body }));
    expect(textsOf(chunks)).toEqual(words(2));
    expect(error).toMatchObject({
      code: 'provider_error',
      message: expect.stringContaining('boom'),
      partial: { content: '0 1 ' },
    });
  });

  fault('T12', async () => {
    const body = begun(2) + wire.finish('stop') + wire.text('GHOST') + wire.fault('x', 'GHOST');
    const { chunks, isComplete } = await collect(ask({ body, then: 'stall' }));
    expect(textsOf(chunks)).toEqual(words(2));
    expect(isComplete).toBe(true);
    await connection.server.requests[0]?.closed;
  });

  fault('T13', async () => {
    const { chunks, error } = await collect(ask({ body: begun(2), then: 'stall' }, { timeout: 100 }));
    expect(textsOf(chunks)).toEqual(words(2));
    expect(error).toMatchObject({
      code: 'timeout',
      name: 'TimeoutError',
      retryable: true,
      partial: { content: '0 1 ' },
    });
    await connection.server.requests[0]?.closed;
    expect((await collect(ask({ then: 'silent' }, { timeout: 100 }))).error).toMatchObject({
      code: 'timeout',
    });
    await connection.server.requests[0]?.closed;
  });

  it('lets a slow body take longer than the time-out', async () => {
    const answer = { ...replyOfWords(wire, words(8)), interval: 100 };
    expect((await collect(ask(answer, { timeout: 600 }))).isComplete).toBe(true);
  });

  fault('T14', async () => {
    const size = 32 * 1024 * 1024;
    const cuts = Array.from({ length: 511 }, (_, index) => (index + 1) * 65_536);
    const { error } = await collect(ask({ body: Buffer.alloc(size, 'x'), cuts }));
    expect(error).toMatchObject({ code: 'too_large' });
    await connection.server.requests[0]?.closed;
    expect(connection.server.requests[0]?.sent).toBeLessThan(size);
  });

  fault('T15', async () => {
    const { body, cuts } = replyOfWords(wire, words(20));
    const random = numbers(7);
    const plans = Array.from({ length: 60 }, () =>
      random() < 0.3 ? Math.floor(random() * body.length) : undefined,
    );
    connection.server.answer(
      ...plans.map(
        (after): WireAnswer => ({
          body,
          cuts,
          interval: 1,
          ...(after !== undefined && { after, then: 'reset' }),
        }),
      ),
    );
    const outcomes = await Promise.all(plans.map(() => collect(model().stream('hi'))));
    for (const outcome of outcomes) checkHonest(outcome, words(20).join(''), ['interrupted']);
    const wholeOnes = outcomes.filter((outcome) => outcome.isComplete).length;
    expect(wholeOnes).toBeGreaterThanOrEqual(plans.filter((after) => after === undefined).length);
    expect(wholeOnes).toBeLessThan(plans.length);
  });
});

/** Numbers from 0 to 1 that a seed fixes. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
