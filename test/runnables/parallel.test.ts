import { map, of, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { operator } from '../../src/runnables/operator.ts';
import { parallel } from '../../src/runnables/parallel.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';

const failure = new Error('thrown by the user');
const text = passthrough<string>();
const shout = operator(map((t: string) => t.toUpperCase()));

const played = (m: Marbles, script: string, error?: unknown) =>
  operator(() => m.cold(script, undefined, error));

describe('parallel', () => {
  it(
    'feeds every branch and gives each chunk under its key, in order of arrival',
    marbles((m) => {
      const source = m.cold('-a---b----|');
      m.expectObservable(source.pipe(parallel({ text, loud: shout }))).toBe('-(ab)(cd)-|', {
        a: { text: 'a' },
        b: { loud: 'A' },
        c: { text: 'b' },
        d: { loud: 'B' },
      });
      m.expectSubscriptions(source.subscriptions).toBe('^---------!');
    }),
  );

  it(
    'invoke gives the record in key order, each key joined by the rule of its branch',
    marbles((m) => {
      const both = parallel({
        slow: played(m, '---a---b|'),
        json: chain(m.model('-a-b|', { a: '[1', b: ',2]' }), jsonParser()),
        fast: played(m, '-c|'),
      });
      m.expectObservable(both.invoke('x').pipe(map((record) => JSON.stringify(record)))).toBe(
        '--------(x|)',
        {
          x: '{"slow":"ab","json":[1,2],"fast":"c"}',
        },
      );
    }),
  );

  it(
    'empty source: completes empty',
    marbles((m) => m.expectObservable(m.cold('--|').pipe(parallel({ text, loud: shout }))).toBe('--|')),
  );

  it(
    'never',
    marbles((m) => {
      const source = m.cold('---');
      m.expectObservable(source.pipe(parallel({ text }))).toBe('---');
      m.expectSubscriptions(source.subscriptions).toBe('^--');
    }),
  );

  it(
    'source error',
    marbles((m) => {
      const source = m.cold('-a-#', undefined, failure);
      m.expectObservable(source.pipe(parallel({ text }))).toBe('-a-#', { a: { text: 'a' } }, failure);
    }),
  );

  it(
    'the first branch that fails ends it and cancels its siblings',
    marbles((m) => {
      const model = m.model('-a---b|');
      const both = parallel({ answer: chain(model, stringParser()), broken: played(m, '---#', failure) });
      m.expectRun(both, 'hi')
        .toStream('-a-#', { a: { answer: 'a' } }, failure)
        .toTell([
          '0 on_chain_start RunnableParallel<answer,broken>',
          '0 on_chain_start RunnableSequence',
          '0 on_chat_model_start MarbleModel',
          '1 on_chat_model_stream MarbleModel',
          '1 on_parser_start StrOutputParser',
          '1 on_parser_stream StrOutputParser',
          '1 on_chain_stream RunnableSequence',
          '1 on_chain_stream RunnableParallel<answer,broken>',
          '3 on_chain_start RunnableOperator',
          '3 on_chain_error RunnableOperator',
          '3 on_chat_model_cancel MarbleModel',
          '3 on_parser_cancel StrOutputParser',
          '3 on_chain_cancel RunnableSequence',
          '3 on_chain_error RunnableParallel<answer,broken>',
        ]);
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
    }),
  );

  it(
    'a branch that throws at once: the others are not asked, nothing is left open',
    marbles((m) => {
      const model = m.model(['-a|', '-a|']);
      const throwing = lambda(() => {
        throw failure;
      });
      m.expectObservable(parallel({ throwing, model }).stream('hi')).toBe('#', undefined, failure);
      m.expectObservable(parallel({ model, throwing }).stream('hi')).toBe('#', undefined, failure);
      m.flush();
      expect(model.subscriptions.every(({ subscribedFrame: a, unsubscribedFrame: b }) => a === b)).toBe(true);
    }),
  );

  it(
    'leaving early tears down the source and every branch',
    marbles((m) => {
      const model = m.model('-a-b-c|');
      const slow = m.cold('---------a|');
      const both = parallel({ model, slow: operator(() => slow) });
      m.expectObservable(
        both.stream('hi').pipe(map((record) => Object.keys(record as object).join())),
        '^--!',
      ).toBe('-m', {
        m: 'model',
      });
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
      m.expectSubscriptions(slow.subscriptions).toBe('^--!');
    }),
  );

  it(
    'a second subscription starts afresh',
    marbles((m) => {
      const source = m.cold('-a|');
      const run = source.pipe(parallel({ text }));
      m.expectObservable(run).toBe('-a|', { a: { text: 'a' } });
      m.expectObservable(run, '---^').toBe('----a|', { a: { text: 'a' } });
      m.expectSubscriptions(source.subscriptions).toBe(['^-!', '---^-!']);
    }),
  );

  it(
    'barriers wait each for itself',
    marbles((m) => {
      const upper = lambda((t: string) => t.toUpperCase());
      m.expectObservable(m.cold('-a-b-|').pipe(parallel({ upper, text }))).toBe('-a-b-(x|)', {
        a: { text: 'a' },
        b: { text: 'b' },
        x: { upper: 'AB' },
      });
    }),
  );

  it('a record in a record, a chain in a record, an rxjs operator as a branch', () => {
    const seen: unknown[] = [];
    const nested = parallel({ a: { b: text, c: chain(text, shout) }, d: map((t: string) => t.length) });
    nested.invoke('hey').subscribe((value) => seen.push(value));
    expect(seen).toEqual([{ a: { b: 'hey', c: 'HEY' }, d: 3 }]);
  });

  it('a record of nothing gives nothing', () => {
    const seen: unknown[] = [];
    parallel({})
      .stream('x')
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('|') });
    expect(seen).toEqual(['|']);
  });

  it('keys that look like members of Object.prototype are keys', () => {
    const seen: unknown[] = [];
    const branches = JSON.parse('{"__proto__":1,"toString":1,"constructor":1}');
    const record = parallel(Object.fromEntries(Object.keys(branches).map((key) => [key, text])));
    record.invoke('x').subscribe((value) => seen.push(Object.entries(value as object)));
    expect(seen).toEqual([
      [
        ['__proto__', 'x'],
        ['toString', 'x'],
        ['constructor', 'x'],
      ],
    ]);
  });

  it('a branch that is no step is refused when the chain is built, with its key', () => {
    expect(() => parallel({ a: text, b: 5 as never })).toThrow(/parallel, key "b".* got number/);
    expect(() => parallel({ a: { c: null as never } })).toThrow(/parallel, key "a", key "c".* got null/);
    expect(() => parallel({ a: [text] as never })).toThrow(expect.objectContaining({ code: 'bad_step' }));
  });

  it('its name lists its keys', () => {
    expect(parallel({ a: text, b: text }).name).toBe('RunnableParallel<a,b>');
  });

  it(
    'inner waits do not hold up others',
    marbles((m) => {
      const both = parallel({
        late: lambda(() => timer(5).pipe(map(() => 'late'))),
        soon: lambda(() => of('soon')),
      });
      m.expectObservable(both.stream('x')).toBe('s----(l|)', { s: { soon: 'soon' }, l: { late: 'late' } });
    }),
  );
});
