import { from, type OperatorFunction } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { foldRunLog } from '../../operators/foldRunLog.ts';
import type { RunLogPatch } from '../../operators/RunLogPatch.ts';
import type { RunLogState } from '../../operators/RunLogState.ts';
import { toRunLog } from '../../operators/toRunLog.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { chainEvents, customEvent, eventOf, marble } from '../events/runEvents.ts';

const at = (ms: number): string => new Date(ms).toISOString();
const add = (path: string, value: unknown) => ({ op: 'add', path, value });
const values = { ...chainEvents, x: customEvent };

const entry = (id: string, name: string, type: string, tags: string[], start: number) => ({
  id,
  name,
  type,
  tags,
  metadata: {},
  start_time: at(start),
  streamed_output: [],
  streamed_output_str: [],
  final_output: null,
  end_time: null,
});
const modelEntry = entry('r2', 'model', 'llm', ['seq:step:1', 'fast'], 1);
const parserEntry = entry('r3', 'StrOutputParser', 'parser', ['seq:step:2'], 3);
const hello = { type: 'ai_chunk', content: 'Hello', id: 'run-r2' };
const piece = (content: string) => ({ type: 'ai_chunk', content, id: 'run-r2' });
const begin = {
  id: 'r1',
  streamed_output: [],
  final_output: null,
  logs: {},
  name: 'RunnableSequence',
  type: 'chain',
};

const patches: Record<string, unknown> = {
  a: [{ op: 'replace', path: '', value: begin }],
  b: [add('/logs/model', modelEntry)],
  c: [add('/logs/model/streamed_output_str/-', 'Hel'), add('/logs/model/streamed_output/-', piece('Hel'))],
  d: [add('/logs/StrOutputParser', parserEntry)],
  e: [add('/logs/StrOutputParser/streamed_output/-', 'Hel')],
  f: [add('/streamed_output/-', 'Hel')],
  g: [add('/logs/model/streamed_output_str/-', 'lo'), add('/logs/model/streamed_output/-', piece('lo'))],
  h: [add('/logs/StrOutputParser/streamed_output/-', 'lo')],
  i: [add('/streamed_output/-', 'lo')],
  j: [add('/logs/model/final_output', hello), add('/logs/model/end_time', at(9))],
  k: [add('/logs/StrOutputParser/final_output', 'Hello'), add('/logs/StrOutputParser/end_time', at(10))],
  l: [{ op: 'replace', path: '/final_output', value: 'Hello' }],
};

const finalState = {
  ...begin,
  streamed_output: ['Hel', 'lo'],
  final_output: 'Hello',
  logs: {
    model: {
      ...modelEntry,
      streamed_output: [piece('Hel'), piece('lo')],
      streamed_output_str: ['Hel', 'lo'],
      final_output: hello,
      end_time: at(9),
    },
    StrOutputParser: {
      ...parserEntry,
      streamed_output: ['Hel', 'lo'],
      final_output: 'Hello',
      end_time: at(10),
    },
  },
};

describe('toRunLog', () => {
  it('tells each change as a JSON Patch, with virtual times', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const events = cold('  abcdefghijkl|', values);
      const expected = '     abcdefghijkl|';
      const subscribed = '   ^-----------!';
      expectObservable(events.pipe(toRunLog())).toBe(expected, patches);
      expectSubscriptions(events.subscriptions).toBe(subscribed);
    });
  });

  it('gives the state each time with diff: false', () => {
    marble(({ cold, expectObservable }) => {
      const events = cold('a----f----(l|)', values);
      const states = {
        a: begin,
        f: { ...begin, streamed_output: ['Hel'] },
        l: { ...begin, streamed_output: ['Hel'], final_output: 'Hello' },
      };
      expectObservable(events.pipe(toRunLog({ diff: false }))).toBe('a----f----(l|)', states);
    });
  });

  it('filters entries, never the logged run', () => {
    marble(({ cold, expectObservable }) => {
      const events = cold('abcdefghijkl|', values);
      expectObservable(events.pipe(toRunLog({ includeTypes: ['parser'] }))).toBe('a--def-hi-kl|', patches);
      expectObservable(events.pipe(toRunLog({ excludeNames: ['RunnableSequence', 'model'] }))).toBe(
        'a--def-hi-kl|',
        patches,
      );
    });
  });

  it('refuses an unknown filter key when it is built', () => {
    expect(() => toRunLog({ includeName: ['model'] } as never)).toThrowError(
      expect.objectContaining({ code: 'unknown_filter' }),
    );
  });

  it('tells nothing of custom events', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('abx|', values).pipe(toRunLog())).toBe('ab-|', patches);
    });
  });

  it('numbers runs of one name and escapes what a pointer would read', () => {
    const names = ['a', 'a', 'a:2', 'a', 'x/y~z', '__proto__'];
    const starts = names.map((name, i) =>
      eventOf('on_tool_start', {}, { name, run_id: `t${i}`, parent_ids: ['r1'] }),
    );
    const ends = names.map((name, i) =>
      eventOf('on_tool_end', { output: i }, { name, run_id: `t${i}`, parent_ids: ['r1'] }),
    );
    const paths = collect([chainEvents.a, ...starts], toRunLog())
      .slice(1)
      .map((patch) => patch[0]?.path);
    expect(paths).toEqual([
      '/logs/a',
      '/logs/a:2',
      '/logs/a:2:2',
      '/logs/a:3',
      '/logs/x~1y~0z',
      '/logs/__proto__',
    ]);

    const { logs } = collect([chainEvents.a, ...starts, ...ends], toRunLog({ diff: false })).at(
      -1,
    ) as RunLogState;
    expect(Object.entries(logs).map(([key, { name, final_output }]) => [key, name, final_output])).toEqual([
      ['a', 'a', 0],
      ['a:2', 'a', 1],
      ['a:2:2', 'a:2', 2],
      ['a:3', 'a', 3],
      ['x/y~z', 'x/y~z', 4],
      ['__proto__', '__proto__', 5],
    ]);
    expect(Object.getPrototypeOf(logs)).toBe(Object.prototype);
  });

  it('ends the entry of a failed or cancelled run without an output', () => {
    marble(({ cold, expectObservable }) => {
      const tool = { name: 'tool', run_id: 't1', parent_ids: ['r1'] };
      const events = cold('a-s-e-f-#', {
        a: chainEvents.a,
        s: eventOf('on_tool_start', {}, tool),
        e: eventOf('on_tool_error', { error: { name: 'Error', message: 'no' } }, tool),
        f: eventOf('on_chain_error', { error: { name: 'Error', message: 'no' } }, { run_id: 'r1' }),
      });
      expectObservable(events.pipe(toRunLog())).toBe('a-s-e---#', {
        a: patches.a,
        s: [add('/logs/tool', entry('t1', 'tool', 'tool', [], 2))],
        e: [add('/logs/tool/end_time', at(4))],
      });
    });
  });

  it('logs a chat model that is the root as llm, with its chunks', () => {
    const events = [
      eventOf('on_chat_model_start', { input: 'hi' }, { name: 'model' }),
      eventOf('on_chat_model_stream', { chunk: { type: 'ai_chunk', content: 'yo' } }, { name: 'model' }),
    ];
    expect(collect(events, toRunLog({ diff: false })).at(-1)).toEqual({
      id: 'r1',
      streamed_output: [{ type: 'ai_chunk', content: 'yo' }],
      final_output: null,
      logs: {},
      name: 'model',
      type: 'llm',
    });
  });

  it('takes the text of an llm token', () => {
    const llm = { name: 'gpt', run_id: 'r2', parent_ids: ['r1'] };
    const events = [
      chainEvents.a,
      eventOf('on_llm_start', { input: { prompts: ['hi'] } }, llm),
      eventOf('on_llm_stream', { chunk: { text: 'yo' } }, llm),
    ];
    expect(collect(events, toRunLog()).at(-1)).toEqual([
      add('/logs/gpt/streamed_output_str/-', 'yo'),
      add('/logs/gpt/streamed_output/-', { text: 'yo' }),
    ]);
  });

  it('leaves another root out while one is open, and begins anew with the next', () => {
    const other = { name: 'other', run_id: 'o1' };
    const otherStart = eventOf('on_tool_start', {}, other);
    const otherEnd = eventOf('on_tool_end', { output: 1 }, other);
    const { a, l } = chainEvents;
    expect(
      collect([a, otherStart, otherEnd, l, otherStart, otherEnd], toRunLog()).map((patch) => patch[0]?.path),
    ).toEqual(['', '/final_output', '', '/final_output']);
    expect(collect([a, l, otherStart, otherEnd, a], toRunLog({ diff: false })).map(({ id }) => id)).toEqual([
      'r1',
      'r1',
      'o1',
      'o1',
      'r1',
    ]);
  });

  it('knows the id of a root that a filter in front hides', () => {
    const state = collect([chainEvents.b, chainEvents.c], toRunLog({ diff: false })).at(-1) as RunLogState;
    expect(state).toMatchObject({ id: 'r1', name: '', logs: { model: { streamed_output_str: ['Hel'] } } });
  });

  it('passes an empty, a silent and a failing source on, and leaves early', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<RunEvent>('--|').pipe(toRunLog())).toBe('--|');
      expectObservable(cold<RunEvent>('---').pipe(toRunLog())).toBe('---');
      expectObservable(cold('a-#', values).pipe(toRunLog())).toBe('a-#', patches);
      const events = cold('a-f-l|', values);
      expectObservable(events.pipe(toRunLog()), '^--!').toBe('a-f', patches);
      expectSubscriptions(events.subscriptions).toBe('^--!');
    });
  });

  it('has its own log in a second subscription', () => {
    marble(({ cold, expectObservable }) => {
      const log = cold('a-f|', values).pipe(toRunLog());
      expectObservable(log).toBe('a-f|', patches);
      expectObservable(log, '-^').toBe('-a-f|', patches);
    });
  });
});

describe('foldRunLog', () => {
  it('emits the state after each patch', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const log = cold('     a-b-f-l|', patches as Record<string, RunLogPatch>);
      const expected = '     a-b-f-l|';
      const logs = { model: modelEntry };
      expectObservable(log.pipe(foldRunLog())).toBe(expected, {
        a: begin,
        b: { ...begin, logs },
        f: { ...begin, logs, streamed_output: ['Hel'] },
        l: { ...begin, logs, streamed_output: ['Hel'], final_output: 'Hello' },
      });
      expectSubscriptions(log.subscriptions).toBe('^------!');
    });
  });

  it('adds up to the whole log, also after a way over the wire', () => {
    const all = Object.values(patches) as RunLogPatch[];
    const wired = JSON.parse(JSON.stringify(all)) as RunLogPatch[];
    expect(collect(all, foldRunLog()).at(-1)).toEqual(finalState);
    expect(collect(wired, foldRunLog()).at(-1)).toEqual(finalState);
    expect(JSON.parse(JSON.stringify(collect(all, foldRunLog()).at(-1)))).toEqual(finalState);
    expect({ ...collect(all, foldRunLog()).at(-1) }).toEqual(finalState);
  });

  it('gives the same states whenever they are looked at, and never touches one again', () => {
    const all = Object.values(patches) as RunLogPatch[];
    const copy = (state: RunLogState): unknown => JSON.parse(JSON.stringify(state));
    const atOnce: unknown[] = [];
    const early = collect(all, foldRunLog(), (state) => atOnce.push(copy(state)));
    const late = collect(all, foldRunLog());
    const backwards = [...collect(all, foldRunLog())].reverse().map(copy).reverse();
    const some = collect(all, foldRunLog(), (state, i) => i % 3 === 1 && copy(state));
    for (const states of [late.map(copy), backwards, some.map(copy), early.map(copy)])
      expect(states).toEqual(atOnce);
  });

  it('keeps what a patch does not touch', () => {
    const states = collect(Object.values(patches) as RunLogPatch[], foldRunLog(), (state) => state.logs);
    const [afterModelToken, parserStarted] = [states[2]!, states[3]!];
    expect(parserStarted.logs.model).toBe(afterModelToken.logs.model);
    expect(states[5]!.logs).toBe(states[4]!.logs);
    expect(states[6]!.streamed_output).toBe(states[5]!.streamed_output);
    expect(states[6]!.logs.model!.streamed_output).not.toBe(states[5]!.logs.model!.streamed_output);
    expect(states[7]!.logs.model!.streamed_output).toBe(states[6]!.logs.model!.streamed_output);
    expect(states[5]!.logs).toBe(states[5]!.logs);
  });

  it('does not copy what nobody looks at', () => {
    let reads = 0;
    const token = (value: unknown): RunLogPatch => [
      { op: 'add', path: '/streamed_output/-', value } as const,
    ];
    const watched: RunLogPatch = [
      {
        op: 'replace',
        path: '',
        value: Object.defineProperty({ ...begin }, 'streamed_output', {
          enumerable: true,
          get: () => {
            reads++;
            return [];
          },
        }),
      },
    ];
    const states = collect([watched, ...Array.from({ length: 1_000 }, (_, i) => token(i))], foldRunLog());
    const before = reads;
    expect(states.at(-1)?.streamed_output).toHaveLength(1_000);
    expect(reads - before).toBe(1);
  });

  it.each<[string, RunLogPatch[]]>([
    ['a change before the first state', [[{ op: 'add', path: '/streamed_output/-', value: 1 }]]],
    ['an empty first patch', [[]]],
    ['a state that is none', [[{ op: 'replace', path: '', value: null }]]],
    ['an unknown path', [patches.a as RunLogPatch, [{ op: 'add', path: '/constructor', value: 1 }]]],
    [
      'an unknown field',
      [
        patches.a as RunLogPatch,
        patches.b as RunLogPatch,
        [{ op: 'add', path: '/logs/model/name', value: 1 }],
      ],
    ],
    [
      'an entry that is not there',
      [patches.a as RunLogPatch, [{ op: 'add', path: '/logs/toString/end_time', value: 1 }]],
    ],
  ])('fails at %s', (_, wrong) => {
    let failure: unknown;
    marble(({ cold, flush }) => {
      cold('abc', { a: wrong[0] ?? [], b: wrong[1] ?? [], c: wrong[2] ?? [] })
        .pipe(foldRunLog())
        .subscribe({ error: (error) => (failure = error) });
      flush();
    });
    expect(failure).toMatchObject({ code: 'bad_chunk' });
  });

  it('passes an empty, a silent and a failing source on, leaves early and starts anew', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<RunLogPatch>('--|').pipe(foldRunLog())).toBe('--|');
      expectObservable(cold<RunLogPatch>('---').pipe(foldRunLog())).toBe('---');
      const log = cold('a-f-#', patches as Record<string, RunLogPatch>);
      const states = log.pipe(foldRunLog());
      const values = { a: begin, f: { ...begin, streamed_output: ['Hel'] } };
      expectObservable(states).toBe('a-f-#', values);
      expectObservable(states, '-^--!').toBe('-a-f', values);
      expectSubscriptions(log.subscriptions).toBe(['^---!', '-^--!']);
    });
  });
});

function collect<In, Out>(
  values: readonly In[],
  operator: OperatorFunction<In, Out>,
  look: (value: Out, index: number) => unknown = () => undefined,
): Out[] {
  const out: Out[] = [];
  from(values)
    .pipe(operator)
    .subscribe((value) => {
      out.push(value);
      look(value, out.length - 1);
    });
  return out;
}
