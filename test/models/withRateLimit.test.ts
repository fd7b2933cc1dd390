import { describe, expect, it } from 'vitest';
import { withRateLimit } from '../../src/models/withRateLimit.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { marbles } from '../../src/testing/marbles.ts';

describe('withRateLimit', () => {
  it(
    'lets so many begin at once, then one as each place comes back',
    marbles((m) => {
      const model = m.model('(a|)...');
      const limited = chain(withRateLimit(model, { count: 2, per: 100 }), stringParser());
      for (const expected of ['(a|)', '(a|)', '50ms (a|)', '100ms (a|)']) {
        m.expectObservable(limited.stream('hi')).toBe(expected);
      }
      m.expectObservable(limited.stream('hi'), '400ms ^').toBe('400ms (a|)');
      m.expectObservable(limited.stream('hi'), '400ms ^').toBe('400ms (a|)');
      m.expectObservable(limited.stream('hi'), '400ms ^').toBe('450ms (a|)');
    }),
  );

  it(
    'burst says how many may begin at once; what is made of the model shares the bucket',
    marbles((m) => {
      const limited = withRateLimit(m.model('(a|)...'), { count: 10, per: 1000, burst: 1 });
      m.expectObservable(chain(limited, stringParser()).stream('hi')).toBe('(a|)');
      m.expectObservable(chain(limited.withOptions({ seed: 1 }), stringParser()).stream('hi')).toBe(
        '100ms (a|)',
      );
    }),
  );

  it(
    'a call that leaves the line gives its place away; a call that runs keeps it',
    marbles((m) => {
      const model = m.model('-a-|...');
      const limited = chain(withRateLimit(model, { count: 1, per: 10 }), stringParser());
      m.expectObservable(limited.stream('hi'), '^!').toBe('-');
      m.expectObservable(limited.stream('hi'), '^---!').toBe('-');
      m.expectObservable(limited.stream('hi')).toBe('10ms -a-|');
      m.expectSubscriptions(model.subscriptions).toBe(['^!', '10ms ^--!']);
    }),
  );

  it(
    'waits inside the run of the model; leaving leaves no timer',
    marbles(
      (m) => {
        const limited = withRateLimit(m.model('(a|)...'), { count: 1, per: 1000 });
        m.expectObservable(chain(limited, stringParser()).stream('hi')).toBe('(a|)');
        m.expectRun(limited, 'hi', '^-!').toTell([
          '0 on_chat_model_start MarbleModel',
          '2 on_chat_model_cancel MarbleModel',
        ]);
      },
      { maxFrame: 10 },
    ),
  );

  it('refuses limits that are none', () => {
    for (const options of [
      { count: 0 },
      { count: 1, per: 0 },
      { count: 1, burst: 0 },
      { count: Number.NaN },
    ]) {
      expect(() => withRateLimit(fakeChatModel('x'), options)).toThrow(
        expect.objectContaining({ code: 'bad_config' }),
      );
    }
  });
});
