import {
  concat,
  concatMap,
  from,
  interval,
  map,
  mergeMap,
  NEVER,
  of,
  retry,
  Subject,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { chain } from '../../src/runnables/chain.ts';
import { currentRun } from '../../src/runnables/currentRun.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { withFallbacks } from '../../src/runnables/withFallbacks.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { withTimeout } from '../../src/runnables/withTimeout.ts';
import { type Marbles, type MarblesOptions, marbles } from '../../src/testing/marbles.ts';

const failureOf = (body: (m: Marbles) => void, options?: MarblesOptions): Error => {
  try {
    marbles(body, options)();
  } catch (error) {
    return error as Error;
  }
  throw new Error('the marble test passed');
};

describe('marbles: timelines', () => {
  it(
    'back-off before the first token',
    marbles((m) => {
      const model = m.model(['--#', '--#', '-a-b-(c|)']);
      const patient = withRetry(model, { count: 2, delay: (_, n) => timer(100 * 2 ** (n - 1)) });
      m.expectObservable(patient.pipe(stringParser()).stream('hi')).toBe('305ms a-b-(c|)');
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '102ms ^-!', '304ms ^----!']);
    }),
  );

  it(
    'never a retry after output',
    marbles((m) => {
      const model = m.model('-a--#');
      m.expectObservable(withRetry(model, { count: 2, delay: 10 }).pipe(stringParser()).stream('hi')).toBe(
        '-a--#',
      );
      m.expectSubscriptions(model.subscriptions).toBe('^---!');
    }),
  );

  it(
    'a first token within 50 of a 500 ms model',
    marbles((m) => {
      const slow = m.model('500ms a|');
      const fast = m.model('-b-(c|)');
      const quick = withFallbacks(withTimeout(slow, { first: 50 }), [fast]);
      m.expectObservable(quick.pipe(stringParser()).stream('hi')).toBe('51ms b-(c|)');
      m.expectSubscriptions(slow.subscriptions).toBe('^ 49ms !');
      m.expectSubscriptions(fast.subscriptions).toBe('50ms ^--!');
    }),
  );

  it(
    'a stall between tokens',
    marbles((m) => {
      const model = m.model('-a 200ms b|');
      const late = new RunnableError('MarbleModel gave no further chunk within 100 ms.', { code: 'timeout' });
      expect(late.name).toBe('TimeoutError');
      m.expectObservable(withTimeout(model, { each: 100 }).pipe(stringParser()).stream('hi')).toBe(
        '-a 99ms #',
        undefined,
        late,
      );
    }),
  );

  it(
    'batch of three at concurrency 2',
    marbles((m) => {
      const model = m.model('10ms (a|)...');
      const texts = chain(model, stringParser()).batch(['x', 'y', 'z'], { maxConcurrency: 2 });
      m.expectObservable(texts).toBe('20ms (x|)', { x: ['a', 'a', 'a'] });
      m.expectSubscriptions(model.subscriptions).toBe(['^ 9ms !', '^ 9ms !', '10ms ^ 9ms !']);
    }),
  );

  it(
    'switchMap as one types',
    marbles((m) => {
      const model = m.model('10ms a 9ms b 9ms (c|)...');
      const typed = m.hot('p 14ms q|');
      const answers = typed.pipe(switchMap((text) => chain(model, stringParser()).stream(text)));
      m.expectObservable(answers).toBe('10ms a 14ms a 9ms b 9ms (c|)');
      m.expectSubscriptions(model.subscriptions).toBe(['^ 14ms !', '15ms ^ 29ms !']);
    }),
  );

  it(
    'a barrier',
    marbles((m) => {
      const shout = chain(
        m.model('-a-b-|'),
        stringParser(),
        lambda((text: string) => text.toUpperCase()),
      );
      m.expectObservable(shout.stream('hi')).toBe('-----(X|)', { X: 'AB' });
    }),
  );

  it(
    'a runnable as an operator with rxjs around it',
    marbles((m) => {
      const model = m.model(['--#', '--#', '-a-b-(c|)']);
      m.expectObservable(of('hi').pipe(model, stringParser(), retry({ count: 2, delay: 20 }))).toBe(
        '44ms -a-b-(c|)',
      );
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '22ms ^-!', '44ms ^----!']);
    }),
  );

  it(
    'the event clock',
    marbles((m) => {
      const model = m.model('10ms a 989ms |').withConfig({ runName: 'model' });
      m.expectEvents(model.streamEvents('hi')).toBe([
        '0 on_chat_model_start model',
        '10 on_chat_model_stream model',
        '1000 on_chat_model_end model',
      ]);
    }),
  );

  it(
    'a cancel from the inside out',
    marbles((m) => {
      m.expectRun(chain(m.model('10ms a|'), stringParser()), 'hi', '^--!').toTell([
        '0 on_chain_start RunnableSequence',
        '0 on_chat_model_start MarbleModel',
        '3 on_chat_model_cancel MarbleModel',
        '3 on_chain_cancel RunnableSequence',
      ]);
    }),
  );
});

describe('m.model', () => {
  it(
    'gives message chunks with one id per reply',
    marbles((m) => {
      const call = { tool_call_chunks: [{ index: 0, id: 'c1', name: 'weather', args: '{}' }] };
      const model = m.model(['-a-b|', '-c|'], {
        a: 'Hel',
        b: aiChunk(call),
        c: aiChunk({ content: 'c', id: 'own' }),
      });
      m.expectObservable(model.stream('hi')).toBe('-a-b|', {
        a: aiChunk({ content: 'Hel', id: 'reply-1' }),
        b: aiChunk({ ...call, id: 'reply-1' }),
      });
      m.expectObservable(model.stream('hi')).toBe('-c|', { c: aiChunk({ content: 'c', id: 'own' }) });
    }),
  );

  it(
    'writes down frame, messages and options of each call, also of what is made of it',
    marbles((m) => {
      const model = m.model(['-a|', '-b|']);
      m.expectObservable(chain(model, stringParser()).stream('hi')).toBe('-a|');
      const asked = timer(4).pipe(
        mergeMap(() => model.withOptions({ temperature: 0 }).stream([human('ho')])),
      );
      m.expectObservable(asked.pipe(stringParser())).toBe('-----b|');
      m.flush();
      expect(model.calls).toEqual([
        { frame: 0, messages: [human('hi')], options: {} },
        { frame: 4, messages: [human('ho')], options: { temperature: 0 } },
      ]);
    }),
  );

  it(
    'plays the last script again when it ends with three dots',
    marbles((m) => {
      const model = m.model(['-a|', '-b| ...']);
      const three = of(1, 2, 3).pipe(concatMap(() => chain(model, stringParser()).stream('hi')));
      m.expectObservable(three).toBe('-a-b-b|');
    }),
  );

  it(
    'fails with the error that it was given, or with "error" as rxjs does',
    marbles((m) => {
      const failure = new Error('529 overloaded');
      m.expectObservable(m.model('-a#', {}, failure).pipe(stringParser()).stream('hi')).toBe(
        '-a#',
        undefined,
        failure,
      );
      m.expectObservable(m.model('-#').stream('hi')).toBe('-#');
    }),
  );
});

describe('m.tool', () => {
  it(
    'takes anything and gives its values joined at the end of its script',
    marbles((m) => {
      const search = m.tool(['--a-|', '-(bc)#'], { a: { hits: 3 } }, new Error('no network'));
      m.expectObservable(search.invoke({ query: 'x' })).toBe('----(r|)', { r: { hits: 3 } });
      m.expectObservable(search.stream('y')).toBe('-----#', undefined, new Error('no network'));
      m.expectSubscriptions(search.subscriptions).toBe(['^---!', '^----!']);
      m.flush();
      expect(search.calls).toEqual([
        { frame: 0, input: { query: 'x' } },
        { frame: 0, input: 'y' },
      ]);
      expect(search.name).toBe('MarbleTool');
    }),
  );
});

describe('m.retriever', () => {
  it(
    'gives documents at the end of its script; a letter is a document with that text',
    marbles((m) => {
      const docs = m.retriever(['--(a|)', '-d|'], { d: [{ pageContent: 'dogs', metadata: { page: 1 } }] });
      m.expectObservable(docs.stream('cats')).toBe('--(a|)', { a: [{ pageContent: 'a', metadata: {} }] });
      m.expectObservable(docs.stream('dogs')).toBe('--(d|)', {
        d: [{ pageContent: 'dogs', metadata: { page: 1 } }],
      });
      m.expectSubscriptions(docs.subscriptions).toBe(['^-!', '^-!']);
      m.flush();
      expect(docs.calls.map(({ query }) => query)).toEqual(['cats', 'dogs']);
    }),
  );
});

describe('m.promise', () => {
  it(
    'settles once, in virtual time, for every listener',
    marbles((m) => {
      const answer = m.promise('--a-b|', { a: 42 });
      m.expectObservable(from(answer)).toBe('--(a|)', { a: 42 });
      m.expectObservable(timer(9).pipe(concatMap(() => answer))).toBe('---------(a|)', { a: 42 });
      m.expectObservable(lambda(() => answer).stream('x')).toBe('--(a|)', { a: 42 });
    }),
  );

  it(
    'starts when it is made',
    marbles((m) => {
      const late = timer(5).pipe(concatMap(() => lambda(() => m.promise('--a')).stream('x')));
      m.expectObservable(late).toBe('-------(a|)');
    }),
  );

  it(
    'rejects',
    marbles((m) => {
      const failure = new Error('refused');
      m.expectObservable(lambda(() => m.promise('--#', {}, failure)).stream('x')).toBe(
        '--#',
        undefined,
        failure,
      );
    }),
  );

  it('cannot be awaited, and says so', async () => {
    const failure = failureOf((m) => {
      const promise = m.promise('--a');
      m.expectObservable(
        lambda((text: string) => {
          promise.then(...nativeListeners());
          return text;
        }).stream('x'),
      ).toBe('(x|)');
    });
    expect(failure.message).toContain('virtual time cannot wait');
    expect(failure).toMatchObject({ code: 'bad_input' });
  });
});

describe('m.expectRun', () => {
  it(
    'asserts output and events of one run, with ids in the order of opening',
    marbles((m) => {
      const model = m.model('5ms a 4ms (b|)');
      const ids: string[] = [];
      const spy = tap(() => void ids.push(currentRun()?.id ?? 'none'));
      const inside = lambda(
        (text: string) =>
          of(text).pipe(
            map((t) => t + currentRun()?.id),
            spy,
          ),
        { name: 'inside' },
      );
      m.expectRun(chain(model, stringParser(), inside), 'hi')
        .toStream('10ms (x|)', { x: 'abr4' })
        .toTell([
          '0 on_chain_start RunnableSequence',
          '0 on_chat_model_start MarbleModel',
          '5 on_chat_model_stream MarbleModel',
          '5 on_parser_start StrOutputParser',
          '5 on_parser_stream StrOutputParser',
          '5 on_chain_start inside',
          '10 on_chat_model_stream MarbleModel',
          '10 on_parser_stream StrOutputParser',
          '10 on_chat_model_end MarbleModel',
          '10 on_parser_end StrOutputParser',
          '10 on_chain_stream inside',
          '10 on_chain_stream RunnableSequence',
          '10 on_chain_end inside',
          '10 on_chain_end RunnableSequence',
        ]);
      m.expectSubscriptions(model.subscriptions).toBe('^ 9ms !');
    }),
  );

  it(
    'subscribes at ^ and leaves at !',
    marbles((m) => {
      const model = m.model('-a-b-c|');
      m.expectRun(chain(model, stringParser()), 'hi', '---^---!')
        .toStream('----a-b')
        .toTell([
          '3 on_chain_start RunnableSequence',
          '3 on_chat_model_start MarbleModel',
          '4 on_chat_model_stream MarbleModel',
          '4 on_parser_start StrOutputParser',
          '4 on_parser_stream StrOutputParser',
          '4 on_chain_stream RunnableSequence',
          '6 on_chat_model_stream MarbleModel',
          '6 on_parser_stream StrOutputParser',
          '6 on_chain_stream RunnableSequence',
          '7 on_chat_model_cancel MarbleModel',
          '7 on_parser_cancel StrOutputParser',
          '7 on_chain_cancel RunnableSequence',
        ]);
    }),
  );

  it('shows the first line that differs', () => {
    const failure = failureOf((m) => {
      m.expectRun(m.model('-a|'), 'hi').toTell([
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_stream other',
      ]);
    });
    expect(failure.message).toBe(
      [
        'events differ at line 2',
        '  expected 1 on_chat_model_stream other',
        '  actual   1 on_chat_model_stream MarbleModel',
        'told were',
        '  0 on_chat_model_start MarbleModel',
        '  1 on_chat_model_stream MarbleModel',
        '  2 on_chat_model_end MarbleModel',
      ].join('\n'),
    );
    expect(failure).toMatchObject({ name: 'AssertionError', expected: { length: 2 }, actual: { length: 3 } });
  });
});

describe('m.expectEvents', () => {
  it(
    'hears a Subject that stands as the sink of another run',
    marbles((m) => {
      const events = new Subject<RunEvent>();
      m.expectEvents(events).toBe([
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_stream MarbleModel',
        '2 on_chat_model_end MarbleModel',
      ]);
      m.expectObservable(m.model('-a|').pipe(stringParser()).stream('hi')).toBe('-a|');
      const told = m.model('-a|').stream('hi', { events });
      m.expectObservable(told.pipe(map(({ content }) => content))).toBe('-a|');
    }),
  );

  it(
    'leaves at !',
    marbles((m) => {
      m.expectEvents(m.model('-a-b|').streamEvents('hi'), '^-!').toBe([
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_stream MarbleModel',
      ]);
    }),
  );
});

describe('marbles: failures', () => {
  it('show both streams in marbles, aligned, with the first difference', () => {
    const failure = failureOf((m) => {
      const text = m.cold('16ms a 19ms |', { a: 'Hello!Hel' });
      m.expectObservable(text).toBe('16ms a 18ms |', { a: 'Hello!Hel' });
    });
    expect(failure.message).toBe(
      [
        'streams differ',
        '  expected 16ms a 18ms |',
        '  actual   16ms a 19ms |',
        '                   ^ first difference',
        '  a = "Hello!Hel"',
      ].join('\n'),
    );
    expect(failure.name).toBe('AssertionError');
  });

  it('show both subscriptions', () => {
    const failure = failureOf((m) => {
      const model = m.model(['-a|', '-a|']);
      m.expectObservable(of(1, 2).pipe(concatMap(() => model.stream('hi'))), '^---!');
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '--^--!']);
    });
    expect(failure.message).toBe(
      [
        'subscriptions differ',
        '  both     ^-!',
        '  expected --^--!',
        '  actual   --^-!',
        '               ^ first difference',
      ].join('\n'),
    );
  });

  it('show both errors', () => {
    const failure = failureOf((m) => {
      m.expectObservable(m.cold('-#', {}, new Error('one'))).toBe('-#', {}, new Error('two'));
    });
    expect(failure.message).toBe(
      [
        'streams differ',
        '  expected -#',
        '  actual   -#',
        '  # = Error: two (expected)',
        '  # = Error: one (actual)',
      ].join('\n'),
    );
  });

  it('hint at native promises where a stream is stuck', () => {
    const promiseHint = 'A native promise does not settle in virtual time: return m.promise(…)';
    const native = failureOf((m) => {
      m.expectRun(
        lambda(async (x: string) => x),
        'x',
      ).toStream('(x|)');
    });
    expect(native.message).toMatch(/^streams differ\n {2}expected \(x\|\)\n {2}actual {3}-\n/);
    expect(native.message.split('\n').at(-1)).toContain(promiseHint);
    const later = failureOf((m) => m.expectObservable(concat(of('a'), NEVER)).toBe('(ab|)'));
    expect(later.message).toContain(promiseHint);
    const told = [
      failureOf((m) => m.expectObservable(of('a')).toBe('(ab|)')),
      failureOf((m) => m.expectObservable(concat(of('b'), NEVER)).toBe('(ab|)')),
      failureOf((m) => m.expectObservable(of('a')).toBe('-')),
    ];
    for (const { message } of told) expect(message).not.toContain(promiseHint);
  });

  it('come from an unhandled error of a subscriber too', () => {
    const failure = failureOf((m) => {
      m.cold('-#', {}, new Error('nobody handles me')).subscribe();
    });
    expect(failure.message).toBe('nobody handles me');
  });
});

describe('marbles: bad input', () => {
  const refused: readonly (readonly [why: string, script: string, message: RegExp])[] = [
    [
      'an unknown symbol',
      '-a_b|',
      /m\.model: "-a_b\|" has the unknown symbol "_"\. Write "-" for a millisecond/,
    ],
    ['an unknown sign', '-a…|', /unknown symbol "…"/],
    ['a subscription point', '^-a|', /Leave "\^" out/],
    ['an unsubscription point', '-a!', /the subscriber says when it leaves/],
    ['something after the end', '-a|-b', /goes on after its end/],
    ['a group in a group', '-(a(b))|', /group inside a group/],
    ['an open group', '-(ab', /does not close its group/],
    ['a group that was not opened', '-ab)', /closes a group that was not opened/],
    ['time in a group', '-(a-b)|', /lets time pass inside a group/],
    ['a time without spaces', '-10ms-a|', /a time without spaces/],
    ['a time at the end', 'a 10ms', /a time without spaces/],
  ];
  for (const [why, script, message] of refused) {
    it(`${why}: says what to write instead`, () => {
      const failure = failureOf((m) => void m.model(script));
      expect(failure.message).toMatch(message);
      expect(failure).toMatchObject({ name: 'RunnableError', code: 'bad_input' });
    });
  }

  it(
    'a symbol with a value of that name is known',
    marbles((m) => {
      m.expectObservable(m.model('-★|', { '★': 'star' }).pipe(stringParser()).stream('hi')).toBe('-a|', {
        a: 'star',
      });
    }),
  );

  it('a subscription that is left before it begins', () => {
    const wrong = [
      failureOf((m) => void m.expectRun(m.model('a|'), 'x', '--!--^')),
      failureOf((m) => void m.expectEvents(m.model('a|').streamEvents('x'), '--!--^')),
    ];
    expect(wrong.map(({ message }) => message)).toEqual(
      ['m.expectRun', 'm.expectEvents'].map(
        (where) =>
          `${where}: "--!--^" leaves before it subscribes. Write "^" first, then "!", like "--^--!".`,
      ),
    );
    for (const failure of wrong) expect(failure).toMatchObject({ code: 'bad_input' });
  });

  it('scripts are looked at everywhere', () => {
    expect(failureOf((m) => void m.tool('-_|')).message).toContain('m.tool: "-_|"');
    expect(failureOf((m) => void m.retriever('-_|')).message).toContain('m.retriever: "-_|"');
    expect(failureOf((m) => void m.promise('-_|')).message).toContain('m.promise: "-_|"');
    expect(failureOf((m) => void m.model([])).message).toContain('needs at least one script');
  });

  it('a script that is asked for more often than written fails the test, whatever the chain makes of it', () => {
    const failure = failureOf((m) => {
      const model = m.model(['#', '#']);
      const chained = withFallbacks(withRetry(model, { count: 2, delay: 1 }), [m.model('-a|')]).pipe(
        stringParser(),
      );
      m.expectObservable(chained.stream('hi')).toBe('--a|');
    });
    expect(failure.message).toMatch(/m\.model: script 3 was asked for, 2 are written\. Write one more/);
    expect(failure).toMatchObject({ code: 'bad_input' });
  });

  it('one script played twice', () => {
    const failure = failureOf((m) => {
      const model = m.model('-a|');
      m.expectObservable(of(1, 2).pipe(mergeMap(() => model.stream('hi'))));
    });
    expect(failure.message).toMatch(/script 2 was asked for, 1 is written/);
  });

  it('an async body', () => {
    const failure = failureOf(async (m) => {
      m.cold('-a|');
      await Promise.reject(new Error('must not surface as an unhandled rejection'));
    });
    expect(failure.message).toMatch(/the body returned a promise, but virtual time cannot wait/);
    expect(failure).toMatchObject({ code: 'bad_input' });
  });

  it('a time beyond maxFrame, in a script', () => {
    const failure = failureOf((m) => void m.model('900ms a|'), { maxFrame: 500 });
    expect(failure.message).toMatch(/"900ms a\|" has something at 900 ms, beyond the maxFrame of 500/);
  });

  it('a time beyond maxFrame, in the test', () => {
    const failure = failureOf((m) => m.expectObservable(interval(100)), { maxFrame: 500 });
    expect(failure.message).toMatch(/something is due at 600 ms, beyond the maxFrame of 500/);
    expect(failure).toMatchObject({ code: 'bad_input' });
  });

  it(
    'what is left before maxFrame is fine',
    marbles(
      (m) => {
        m.expectObservable(interval(100), '^ 249ms !').toBe('100ms a 99ms b', { a: 0, b: 1 });
        m.expectObservable(interval(100).pipe(take(2))).toBe('100ms a 99ms (b|)', { a: 0, b: 1 });
      },
      { maxFrame: 250 },
    ),
  );
});

/** The functions that `await` hands to a thenable. */
function nativeListeners(): readonly [(value: string) => void, (error: unknown) => void] {
  let listeners: readonly [(value: string) => void, (error: unknown) => void] | undefined;
  void new Promise<string>((resolve, reject) => {
    listeners = [resolve, reject];
  });
  return listeners!;
}
