import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import { withTimeout } from '../../src/runnables/withTimeout.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');
const late = (what: string): RunnableError => new RunnableError(`MarbleModel ${what}`, { code: 'timeout' });

describe('withTimeout', () => {
  it(
    'lets through what is in time, at its time',
    marbles((m) => {
      const model = m.model('-a-b-(c|)');
      const limited = withTimeout(model, { first: 2, each: 3, total: 6 });
      m.expectObservable(limited.pipe(stringParser()).stream('hi')).toBe('-a-b-(c|)');
    }),
  );

  it(
    'first: no first chunk in time',
    marbles((m) => {
      const model = m.model('---a|');
      m.expectObservable(withTimeout(model, { first: 2 }).stream('hi')).toBe(
        '--#',
        undefined,
        late('gave no first chunk within 2 ms.'),
      );
      m.expectSubscriptions(model.subscriptions).toBe('^-!');
    }),
  );

  it(
    'each: no further chunk in time; it goes for the first one too',
    marbles((m) => {
      const model = m.model(['-a--b---c|', '------a|']);
      const limited = withTimeout(model, { each: 3 });
      m.expectObservable(limited.pipe(stringParser()).stream('hi')).toBe(
        '-a--b--#',
        undefined,
        late('gave no further chunk within 3 ms.'),
      );
      m.expectObservable(limited.stream('hi')).toBe(
        '---#',
        undefined,
        late('gave no first chunk within 3 ms.'),
      );
      m.expectSubscriptions(model.subscriptions).toBe(['^------!', '^--!']);
    }),
  );

  it(
    'total: no end in time',
    marbles((m) => {
      const model = m.model('-a-b-c-d|');
      m.expectObservable(withTimeout(model, { total: 6 }).pipe(stringParser()).stream('hi')).toBe(
        '-a-b-c#',
        undefined,
        late('did not end within 6 ms.'),
      );
      m.expectSubscriptions(model.subscriptions).toBe('^-----!');
    }),
  );

  it(
    'its error is a retryable TimeoutError with the code timeout',
    marbles((m) => {
      const seen: unknown[] = [];
      withTimeout(m.model('---a|'), { first: 1 })
        .stream('hi')
        .subscribe({ error: (error) => seen.push(error) });
      m.flush();
      expect(seen).toEqual([
        expect.objectContaining({ name: 'TimeoutError', code: 'timeout', retryable: true }),
      ]);
    }),
  );

  it(
    'the clock starts with the first chunk of the input',
    marbles((m) => {
      const source = m.cold('-----a-b|');
      m.expectObservable(source.pipe(withTimeout(passthrough<string>(), { first: 2 }))).toBe('-----a-b|');
      const model = m.model('-c|');
      m.expectObservable(source.pipe(withTimeout(model, { first: 5 }), stringParser())).toBe('---------c|');
    }),
  );

  it(
    'empty source: completes empty',
    marbles((m) => {
      m.expectObservable(m.cold('--|').pipe(withTimeout(m.model('-a|'), { first: 1 }))).toBe('--|');
    }),
  );

  it(
    'a source that never gives anything has no limit',
    marbles((m) => {
      const source = m.cold('-----');
      m.expectObservable(source.pipe(withTimeout(m.model('-a|'), { first: 1, each: 1, total: 1 }))).toBe(
        '-----',
      );
      m.expectSubscriptions(source.subscriptions).toBe('^----');
    }),
  );

  it(
    'source error, and an error inside, go through unchanged',
    marbles((m) => {
      m.expectObservable(
        m.cold('-#', undefined, failure).pipe(withTimeout(m.model('-a|'), { first: 9 })),
      ).toBe('-#', undefined, failure);
      m.expectObservable(withTimeout(m.model('-#', undefined, failure), { first: 9 }).stream('hi')).toBe(
        '-#',
        undefined,
        failure,
      );
      const throwing = lambda(() => {
        throw failure;
      });
      m.expectObservable(withTimeout(throwing, { first: 9 }).stream('hi')).toBe('#', undefined, failure);
    }),
  );

  it(
    'leaving early tears all down; no timer is left',
    marbles(
      (m) => {
        const model = m.model('-a---b|');
        m.expectObservable(
          withTimeout(model, { each: 100, total: 1000 }).pipe(stringParser()).stream('hi'),
          '^--!',
        ).toBe('-a');
        m.expectSubscriptions(model.subscriptions).toBe('^--!');
      },
      { maxFrame: 50 },
    ),
  );

  it(
    'no timer is left after the end',
    marbles(
      (m) => {
        m.expectObservable(
          withTimeout(m.model('-a|'), { each: 100, total: 1000 }).pipe(stringParser()).stream('hi'),
        ).toBe('-a|');
        m.expectObservable(withTimeout(m.model('-#'), { each: 100, total: 1000 }).stream('hi')).toBe('-#');
      },
      { maxFrame: 50 },
    ),
  );

  it(
    'a second subscription has a clock of its own',
    marbles((m) => {
      const model = m.model('--a|...');
      const run = withTimeout(model, { first: 3 }).pipe(stringParser()).stream('hi');
      m.expectObservable(run).toBe('--a|');
      m.expectObservable(run, '-----^').toBe('-------a|');
    }),
  );

  it(
    'invoke: the chunks of the stream inside count',
    marbles((m) => {
      const model = m.model(['-a-b-c|', '-a-----b|']);
      const limited = withTimeout(chain(model, stringParser()), { total: 7 });
      m.expectObservable(limited.invoke('hi')).toBe('------(x|)', { x: 'abc' });
      m.expectObservable(limited.invoke('hi')).toBe(
        '-------#',
        undefined,
        new RunnableError('RunnableSequence did not end within 7 ms.', { code: 'timeout' }),
      );
    }),
  );

  it(
    'events show the runnable alone; past a limit it is cancelled',
    marbles((m) => {
      const limited = withTimeout(m.model('-a----b|'), { each: 2 });
      m.expectRun(chain(limited, stringParser()), 'hi').toTell([
        '0 on_chain_start RunnableSequence',
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_stream MarbleModel',
        '1 on_parser_start StrOutputParser',
        '1 on_parser_stream StrOutputParser',
        '1 on_chain_stream RunnableSequence',
        '3 on_chat_model_cancel MarbleModel',
        '3 on_parser_error StrOutputParser',
        '3 on_chain_error RunnableSequence',
      ]);
    }),
  );

  it(
    'as the root it has no run either: the id of the call is that of the runnable',
    marbles((m) => {
      const told: string[] = [];
      const events = { next: ({ event, run_id }: RunEvent) => void told.push(`${event} ${run_id}`) };
      const limited = withTimeout(withTimeout(m.model(['-a|', '-b|', '-c---|']), { total: 9 }), { first: 5 });
      m.expectObservable(limited.stream('hi', { events, runId: 'A' }).pipe(map(textOf))).toBe('-a|');
      m.expectObservable(limited.stream('hi', { events, runId: 'B' }).pipe(map(textOf)), '5ms ^').toBe(
        '------b|',
      );
      m.expectObservable(limited.stream('hi', { events, runId: 'A' }).pipe(map(textOf)), '9ms ^--!').toBe(
        '----------c',
      );
      m.flush();
      expect(told).toEqual([
        'on_chat_model_start A',
        'on_chat_model_stream A',
        'on_chat_model_end A',
        'on_chat_model_start B',
        'on_chat_model_stream B',
        'on_chat_model_end B',
        'on_chat_model_start A',
        'on_chat_model_stream A',
        'on_chat_model_cancel A',
      ]);
    }),
  );

  it('limits that are none are refused', () => {
    const fine = lambda((n: number) => n);
    expect(() => withTimeout(fine, { first: -1 })).toThrow(expect.objectContaining({ code: 'bad_config' }));
    expect(() => withTimeout(fine, { each: '5' as never })).toThrow(/got each: 5/);
    expect(() => withTimeout(fine, { frist: 5 } as never)).toThrow(/got frist: 5/);
  });
});
