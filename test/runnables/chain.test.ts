import { filter, map, NEVER, Observable, of, range, config as rxjsConfig, take } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { type Runnable, runnable } from '../../src/Runnable.ts';
import type { RunConfig } from '../../src/run/RunConfig.ts';
import { branch } from '../../src/runnables/branch.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import type { MarbleModel } from '../../src/testing/marbleModel.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';

const failure = new Error('thrown by the user');
const prompt = chatPrompt('tell me a joke about {topic}');
const shout = map((text: string) => text.toUpperCase());

const outcomeOf = (run: (seen: unknown[]) => void): unknown[] => {
  const seen: unknown[] = [];
  run(seen);
  return seen;
};

describe('chain', () => {
  it(
    'each token goes through all steps at once',
    marbles((m) => {
      const model = m.model('--a-b-(c|)');
      const joke = chain(prompt, model, stringParser(), shout);
      m.expectObservable(joke.stream({ topic: 'parrot' })).toBe('--A-B-(C|)');
      m.expectSubscriptions(model.subscriptions).toBe('^-----!');
    }),
  );

  it(
    'is the same however it is nested, and as an operator',
    marbles((m) => {
      const shapes: readonly ((model: MarbleModel) => Runnable<{ topic: string }, unknown, string>)[] = [
        (model) => chain(prompt, model, stringParser(), shout),
        (model) => prompt.pipe(model, stringParser(), shout),
        (model) => chain(chain(prompt, model), chain(stringParser(), shout)),
        (model) => prompt.pipe(model.pipe(stringParser().pipe(shout))),
        (model) => chain(chain(chain(prompt)), model.pipe(stringParser()), shout),
      ];
      for (const shape of shapes) {
        const model = m.model('-a-b|...');
        const joke = shape(model);
        const input = { topic: 'parrot' };
        m.expectObservable(joke.stream(input)).toBe('-A-B|');
        m.expectObservable(joke.invoke(input)).toBe('----(x|)', { x: 'AB' });
        m.expectObservable(of(input).pipe(joke)).toBe('-A-B|');
      }
    }),
  );

  it(
    'invoke hands its value on with its completion, after every end has been told',
    marbles((m) => {
      m.expectRun(chain(m.model('-a-b|'), stringParser()), 'hi').toStream('-a-b|');
      const told: string[] = [];
      const sink = { next: ({ event }: { event: string }) => void told.push(event) };
      chain(m.model('-a-b|'), stringParser())
        .invoke('hi', { events: sink })
        .subscribe({ next: (value) => told.push(value), complete: () => told.push('|') });
      m.flush();
      expect(told).toEqual([
        'on_chain_start',
        'on_chat_model_start',
        'on_chat_model_stream',
        'on_chat_model_stream',
        'on_chat_model_end',
        'on_parser_start',
        'on_parser_end',
        'on_chain_end',
        'ab',
        '|',
      ]);
    }),
  );

  it(
    'empty source: completes empty; a barrier with no input is not run',
    marbles((m) => {
      const model = m.model('-a|');
      m.expectObservable(m.cold('--|').pipe(chain(passthrough<string>(), model, stringParser()))).toBe('--|');
      m.expectObservable(
        chain(
          passthrough<string>(),
          filter(() => false),
          model,
        ).invoke('x'),
      ).toBe('|');
      m.expectSubscriptions(model.subscriptions).toBe([]);
    }),
  );

  it(
    'never',
    marbles((m) => {
      const source = m.cold('-a-');
      m.expectObservable(source.pipe(chain(passthrough<string>(), shout))).toBe('-A-');
      m.expectSubscriptions(source.subscriptions).toBe('^--');
    }),
  );

  it(
    'source error',
    marbles((m) => {
      const source = m.cold('-a-#', undefined, failure);
      m.expectObservable(source.pipe(chain(passthrough<string>(), shout))).toBe('-A-#', undefined, failure);
    }),
  );

  it(
    'an error in any step ends it unchanged; what was emitted stays emitted',
    marbles((m) => {
      const throwing = map((text: string) => {
        if (text === 'b') throw failure;
        return text;
      });
      const model = m.model('-a-b-c|');
      m.expectObservable(chain(model, stringParser(), throwing, passthrough<string>()).stream('hi')).toBe(
        '-a-#',
        undefined,
        failure,
      );
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
    }),
  );

  it(
    'leaving early cancels every step that is open',
    marbles((m) => {
      const model = m.model('-a-b-c|');
      m.expectObservable(chain(prompt, model, stringParser()).stream({ topic: 'x' }), '^--!').toBe('-a');
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
    }),
  );

  it(
    'take at its end: the model is cancelled, then the chain ends',
    marbles((m) => {
      const model = m.model('-a-b-c|');
      m.expectRun(chain(model, stringParser(), take(2)), 'hi')
        .toStream('-a-(b|)')
        .toTell([
          '0 on_chain_start RunnableSequence',
          '0 on_chat_model_start MarbleModel',
          '1 on_chat_model_stream MarbleModel',
          '1 on_parser_start StrOutputParser',
          '1 on_parser_stream StrOutputParser',
          '1 on_chain_stream RunnableSequence',
          '3 on_chat_model_stream MarbleModel',
          '3 on_parser_stream StrOutputParser',
          '3 on_chain_stream RunnableSequence',
          '3 on_chat_model_cancel MarbleModel',
          '3 on_parser_cancel StrOutputParser',
          '3 on_chain_end RunnableSequence',
        ]);
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
    }),
  );

  it(
    'nothing happens before subscribe; a second subscription is a second run',
    marbles((m) => {
      const model = m.model(['-a|', '-b|']);
      const run = chain(model, stringParser()).stream('hi');
      m.expectObservable(run, '--^').toBe('---a|');
      m.expectObservable(run, '-----^').toBe('------b|');
      m.expectSubscriptions(model.subscriptions).toBe(['--^-!', '-----^-!']);
    }),
  );

  it(
    'leaving ends the model also where an operator never leaves its source',
    marbles((m) => {
      const model = m.model('--a-b-(c|)');
      const clinging = (source: Observable<string>): Observable<string> =>
        new Observable((subscriber) => void source.subscribe({ next: (text) => subscriber.next(text) }));
      m.expectObservable(chain(model, stringParser(), clinging).stream('hi'), '---!').toBe('--a');
      m.expectSubscriptions(model.subscriptions).toBe('^--!');
    }),
  );

  it('a chain of one step has a run of its own around it', () => {
    const told: string[] = [];
    chain(lambda((n: number) => n, { name: 'inner' }))
      .streamEvents(1)
      .subscribe(({ event, name }) => told.push(`${event} ${name}`));
    expect(told).toContain('on_chain_start RunnableSequence');
    expect(told).toContain('on_chain_start inner');
  });

  it('10,000 per-chunk steps and a million synchronous chunks', () => {
    const steps = Array.from({ length: 9_999 }, () => passthrough<string>());
    const long = chain(passthrough<string>(), ...steps);
    expect(outcomeOf((seen) => long.stream('x').subscribe((chunk) => seen.push(chunk)))).toEqual(['x']);
    expect(outcomeOf((seen) => long.invoke('x').subscribe((whole) => seen.push(whole)))).toEqual(['x']);
    let count = 0;
    range(1_000_000)
      .pipe(chain(passthrough<number>(), passthrough<number>()))
      .subscribe(() => count++);
    expect(count).toBe(1_000_000);
  });

  it('10,000 steps piped one by one', () => {
    let long: Runnable<string, string> = passthrough<string>();
    for (let i = 0; i < 10_000; i++) long = long.pipe(passthrough<string>());
    expect(outcomeOf((seen) => long.stream('x').subscribe((chunk) => seen.push(chunk)))).toEqual(['x']);
  });

  it('what the stack cannot bear is refused when the chain is built', () => {
    const steps = Array.from({ length: 5_000 }, () => map((text: string) => text));
    expect(() => chain(passthrough<string>(), ...steps)).toThrow(
      expect.objectContaining({ code: 'too_deep' }),
    );
  });

  it('as many operators as are let through do work', () => {
    for (const count of [100, 200, 249]) {
      const steps = Array.from({ length: count }, () => map((text: string) => text));
      const long = chain(passthrough<string>(), ...steps);
      expect(outcomeOf((seen) => long.stream('x').subscribe((chunk) => seen.push(chunk)))).toEqual(['x']);
      expect(outcomeOf((seen) => long.invoke('x').subscribe((chunk) => seen.push(chunk)))).toEqual(['x']);
      expect(
        outcomeOf((seen) =>
          long.stream('x', { events: { next: () => undefined } }).subscribe((chunk) => seen.push(chunk)),
        ),
      ).toEqual(['x']);
    }
  });
});

describe('chain: bad input', () => {
  const cases: readonly (readonly [what: string, step: unknown, message: RegExp])[] = [
    ['a number', 5, /chain takes runnables, RxJS operators and records of them; got number/],
    ['a text', 'prompt', /got string/],
    ['null', null, /got null/],
    ['undefined', undefined, /got undefined/],
    ['a list', [stringParser()], /got a list/],
    ['an instance of a class', new Date(), /got a Date/],
    ['an Observable', NEVER, /got an Observable/],
    ['a record with something wrong', { a: 5 }, /chain, key "a" takes .* got number/],
  ];
  for (const [what, step, message] of cases) {
    it(`${what} as a step`, () => {
      for (const build of [() => chain(step as never), () => stringParser().pipe(step as never)]) {
        expect(build).toThrow(expect.objectContaining({ name: 'RunnableError', code: 'bad_step' }));
      }
      expect(() => chain(step as never)).toThrow(message);
    });
  }

  it.each<readonly [string, unknown, RegExp]>([
    [
      'gives a value',
      function five() {
        return 5;
      },
      /The step five gave number instead of an Observable: .* Wrap a function of a value in lambda\(fn\)/,
    ],
    [
      'reads a value',
      (text: string) => text.toUpperCase(),
      /without a name failed with ".*toUpperCase.*": .* lambda/,
    ],
    ['gives nothing', () => undefined, /gave undefined instead/],
  ])('a function that %s as a step, which TypeScript refuses', (_, fn, message) => {
    for (const built of [chain(stringParser(), fn as never), chain(fn as never), branch([], fn as never)]) {
      let failure: unknown;
      (built as Runnable<string, unknown>).stream('hi').subscribe({
        error: (error) => {
          failure = error;
        },
      });
      expect(failure).toMatchObject({
        name: 'RunnableError',
        code: 'bad_step',
        message: expect.stringMatching(message),
      });
    }
  });

  it('an error of an operator of the user, unchanged', () => {
    let thrown: unknown;
    const own = () => {
      throw failure;
    };
    chain(stringParser(), own as never)
      .stream('hi')
      .subscribe({
        error: (error) => {
          thrown = error;
        },
      });
    expect(thrown).toBe(failure);
  });

  it('no step at all', () => {
    expect(() => (chain as () => unknown)()).toThrow(expect.objectContaining({ code: 'bad_step' }));
  });

  it('a step that works in no way, or in two', () => {
    expect(() => runnable({ name: 'none', type: 'chain' })).toThrow(/The step none works in 0 ways/);
    expect(() => runnable({ name: 'two', type: 'chain', once: () => 1, transform: () => of(1) })).toThrow(
      /works in 2 ways/,
    );
  });

  const configs: readonly (readonly [what: string, config: unknown, message: RegExp])[] = [
    ['a sink without next', { events: {} }, /`events` needs a `next` method/],
    ['a signal that is none', { signal: {} }, /`signal` must be an AbortSignal/],
    ['tags that are no list', { tags: 'a' }, /`tags` must be a list/],
    ['metadata that is no record', { metadata: 5 }, /`metadata` must be a record/],
    ['newRunId that is no function', { newRunId: 'r1' }, /`newRunId` must be a function/],
    ['a config that is no record', 'hi', /config must be a record/],
    ['a config of null', null, /config must be a record/],
  ];
  for (const [what, config, message] of configs) {
    it(`${what}, wherever a config is given`, () => {
      const parser = stringParser();
      const given = config as RunConfig;
      for (const use of [
        () => parser.stream('x', given),
        () => parser.invoke('x', given),
        () => parser.batch(['x'], given),
        () => parser.streamEvents('x', given),
        () => parser.withConfig(given),
      ]) {
        expect(use).toThrow(expect.objectContaining({ name: 'RunnableError', code: 'bad_config' }));
        expect(use).toThrow(message);
      }
    });
  }

  it('unknown filter keys', () => {
    expect(() => {
      stringParser()
        .streamEvents('x', { includeName: ['x'] } as never)
        .subscribe({
          error: (error) => {
            throw error;
          },
        });
    }).toThrow(expect.objectContaining({ name: 'RunnableError' }));
  });
});

describe('an observer that throws', () => {
  afterEach(() => {
    rxjsConfig.onUnhandledError = null;
  });

  it(
    'is reported, and neither the run nor the other chunks are lost',
    marbles((m: Marbles) => {
      const reported: unknown[] = [];
      rxjsConfig.onUnhandledError = (error) => reported.push(error);
      const seen: unknown[] = [];
      chain(m.model('-a-b|'), stringParser())
        .stream('hi')
        .subscribe({
          next: (text) => {
            seen.push(text);
            throw failure;
          },
          complete: () => seen.push('|'),
        });
      m.flush();
      expect(seen).toEqual(['a', 'b', '|']);
      expect(reported).toEqual([failure, failure]);
    }),
  );

  it(
    'an error without a handler is reported as RxJS does',
    marbles((m: Marbles) => {
      const reported: unknown[] = [];
      rxjsConfig.onUnhandledError = (error) => reported.push(error);
      m.model('-#', undefined, failure).stream('hi').subscribe();
      m.flush();
      expect(reported).toEqual([failure]);
    }),
  );
});
