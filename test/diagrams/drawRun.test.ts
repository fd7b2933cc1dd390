import { of } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawRun } from '../../src/diagrams/drawRun.ts';
import { drawRunSvg } from '../../src/diagrams/drawRunSvg.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { recordRun } from '../../src/testing/recordRun.ts';
import { guideChain } from './guideChain.ts';
import { manyLanes, Recorder } from './recorded.ts';

const script = '5ms b 4ms c 4ms d 4ms e|';
const lines = (...text: readonly string[]): string => text.join('\n');
const bodyOf = (picture: string): readonly string[] =>
  picture.split('\n').filter((line) => !/^[^ ]+ = /.test(line));

describe('drawRun: events that were not recorded', () => {
  it.each([
    ['drawRun', drawRun],
    ['drawRunSvg', drawRunSvg],
  ])('%s says how to record them', (name, draw) => {
    const plain = new Recorder()
      .start(0, 'r1')
      .end(1, 'r1')
      .events.map(({ event }) => event);
    const cure = 'Record them: chain.streamEvents(input).pipe(recordEvents()).';
    for (const [events, what] of [
      [plain, 'element 0 is no { time, event }'],
      [[...new Recorder().start(0, 'r1').events, null], 'element 1 is no { time, event }'],
      [of(plain), 'it got no list'],
    ] as const) {
      expect(() => draw(events as never)).toThrow(
        expect.objectContaining({
          code: 'bad_input',
          message: `${name} draws recorded events; ${what}. ${cure}`,
        }),
      );
    }
  });
});

describe('drawRun: whole pictures', () => {
  it('a chain that streams', () => {
    expect(drawRun(guideChain(script))).toBe(
      lines(
        'ms                    0   5  10 15 20 21',
        'RunnableSequence      ^---b--c--d--e--|',
        '  ChatPromptTemplate  ^a|',
        '  MarbleModel         ^---b--c--d--e--|',
        '  StrOutputParser         ^b-c--d--e--|',
        '^ start   | end   - running',
        'a = "tell me a joke about parrot"',
        'b = "Here"',
        'c = "\'s"',
        'd = " a"',
        'e = " joke"',
      ),
    );
  });

  it('a chain that fails', () => {
    const error = new Error('529 overloaded');
    expect(drawRun(guideChain('5ms b 4ms #', { template: 'hi Ada', error }))).toBe(
      lines(
        'ms                    0   5  10',
        'RunnableSequence      ^---b--#',
        '  ChatPromptTemplate  ^a|',
        '  MarbleModel         ^---b--#',
        '  StrOutputParser         ^b-#',
        '^ start   | end   # error   - running',
        'a = "hi Ada"',
        'b = "Here"',
        '# = Error: 529 overloaded (first in MarbleModel)',
      ),
    );
  });

  it('a chain that is left', () => {
    expect(drawRun(guideChain('100ms b 900ms |', { template: 'hi Ada', leave: 120 }))).toBe(
      lines(
        'ms                    0   100 120',
        'RunnableSequence      ^---b---!',
        '  ChatPromptTemplate  ^a|',
        '  MarbleModel         ^---b---!',
        '  StrOutputParser         ^b--!',
        '^ start   | end   ! cancel   - running',
        'a = "hi Ada"',
        'b = "Here"',
      ),
    );
  });

  it(
    'tries that fail, and a second of the same name',
    marbles((m) => {
      const model = m.model(['--#', '-a-(b|)'], { a: 'Hel', b: 'lo' });
      const run = recordRun(withRetry(model, { count: 1, delay: 20 }), 'hi');
      m.flush();
      expect(drawRun(run.events)).toBe(
        lines(
          'ms                0 2 22 23 25',
          'RunnableRetry     ^------a--b|',
          '  MarbleModel     ^-#',
          '  MarbleModel #2      ^--a--b|',
          '^ start   | end   # error   - running',
          'a = "Hel"',
          'b = "lo"',
          '# = Error: error (first in MarbleModel)',
        ),
      );
    }),
  );
});

describe('drawRun: lanes', () => {
  it('stand in the order of starts, a child after the earlier children of its parent', () => {
    const { events } = new Recorder()
      .start(0, 'root')
      .start(0, 'a', { parents: ['root'] })
      .start(1, 'b', { parents: ['root'] })
      .start(2, 'a1', { parents: ['root', 'a'] })
      .start(3, 'second');
    expect(
      bodyOf(drawRun(events))
        .slice(1, -1)
        .map((line) => line.replace(/\s+[\^-]*$/, '')),
    ).toEqual(['root', '  a', '    a1', '  b', 'second']);
  });

  it('number the names under one parent, not those under another', () => {
    const { events } = new Recorder()
      .start(0, 'r1', { name: 'each' })
      .start(0, 'r2', { name: 'call', parents: ['r1'] })
      .start(0, 'r3', { name: 'call', parents: ['r1'] })
      .start(0, 'r4', { name: 'call', parents: ['r1', 'r3'] })
      .start(0, 'r5', { name: 'call', parents: ['r1'] });
    expect(bodyOf(drawRun(events)).slice(1, -1)).toEqual([
      'each       ^-',
      '  call     ^-',
      '  call #2  ^-',
      '    call   ^-',
      '  call #3  ^-',
    ]);
  });

  it('of a hidden run are left out, and its children move out', () => {
    const { events } = new Recorder()
      .start(0, 'root')
      .start(1, 'step', { parents: ['root'] })
      .start(2, 'model', { type: 'chat_model', parents: ['root', 'step'] })
      .end(3, 'model')
      .end(4, 'step')
      .end(5, 'root');
    expect(bodyOf(drawRun(events, { filter: { excludeNames: ['step'] } }))).toEqual([
      'ms       0 2 3 5',
      'root     ^-----|',
      '  model    ^-|',
      '^ start   | end   - running',
    ]);
    expect(bodyOf(drawRun(events, { filter: { includeTypes: ['chat_model'] } }))[1]).toBe('model  ^-|');
  });

  it('beyond maxLanes are counted', () => {
    const recorder = new Recorder().start(0, 'root');
    for (let i = 0; i < 52; i++) recorder.start(1, `s${i}`, { parents: ['root'] });
    const rows = drawRun(recorder.events).split('\n');
    expect(rows).toHaveLength(1 + 40 + 1 + 1);
    expect(rows.at(-2)).toBe('… 13 more runs');
    expect(drawRun(recorder.events, { maxLanes: 52 }).split('\n').at(-2)).toBe('… 1 more run');
    expect(drawRun(recorder.events, { maxLanes: 53 })).not.toContain('more run');
  });

  it('of a run whose id was used before are new ones', () => {
    const { events } = new Recorder().start(0, 'r1').end(1, 'r1').start(2, 'r1').cancel(3, 'r1');
    expect(bodyOf(drawRun(events)).slice(1, -1)).toEqual(['r1     ^-|', 'r1 #2      ^-!']);
  });

  it('are drawn without a start where the recording begins later', () => {
    const { events } = new Recorder().start(0, 'r1').chunk(1, 'r1', 'x').end(3, 'r1');
    expect(drawRun(events.slice(1))).toBe(lines('ms  0 2', 'r1  a-|', '| end   - running', 'a = "x"'));
  });

  it('of a run that is not over are open to the last column', () => {
    const { events } = new Recorder()
      .start(0, 'root')
      .start(5, 'child', { parents: ['root'] })
      .end(70, 'child');
    expect(bodyOf(drawRun(events))).toEqual([
      'ms       0 5 70',
      'root     ^------',
      '  child    ^-|',
      '^ start   | end   - running',
    ]);
  });

  it('keep to half of the width, however long a name is', () => {
    const { events } = new Recorder().start(0, 'r1', { name: 'x'.repeat(90) }).end(1, 'r1');
    expect(drawRun(events, { width: 60 }).split('\n')[1]).toBe(`${'x'.repeat(29)}…  ^-|`);
  });

  it('stay aligned under wide characters', () => {
    const { events } = new Recorder().start(0, 'r1', { name: '検索' }).start(0, 'r2', { name: 'abcd' });
    expect(bodyOf(drawRun(events)).slice(1, 3)).toEqual(['検索  ^-', 'abcd  ^-']);
  });
});

describe('drawRun: columns', () => {
  it('are instants, rounded down, from the first event on', () => {
    const { events } = new Recorder()
      .start(100.6, 'r1')
      .chunk(105.5, 'r1', 'x')
      .chunk(106.4, 'r1', 'y')
      .end(107.7, 'r1');
    expect(bodyOf(drawRun(events)).slice(0, 2)).toEqual(['ms  0 4 5 7', 'r1  ^-a-b-|']);
  });

  it('do not go back with the clock', () => {
    const { events } = new Recorder().start(0, 'r1').chunk(9, 'r1', 'x').end(3, 'r1');
    expect(bodyOf(drawRun(events)).slice(0, 2)).toEqual(['ms  0 9', 'r1  ^-a|']);
  });

  it('are as wide as their longest cell', () => {
    const { events } = new Recorder()
      .start(0, 'r1')
      .chunk(1, 'r1', 'x')
      .chunk(1, 'r1', 'y')
      .chunk(1, 'r1', 'x')
      .end(2, 'r1');
    expect(bodyOf(drawRun(events)).slice(0, 2)).toEqual(['ms  0 1   2', 'r1  ^-aba-|']);
  });

  it('count more than nine chunks of a lane', () => {
    const nine = new Recorder().start(0, 'r1');
    for (let i = 0; i < 9; i++) nine.chunk(1, 'r1', i);
    expect(bodyOf(drawRun(nine.events))[1]).toBe('r1  ^-abcdefghi-');
    nine.chunk(1, 'r1', 10).end(1, 'r1');
    expect(drawRun(nine.events)).toBe(lines('ms  0 1', 'r1  ^-(10)|', '^ start   | end   - running'));
  });

  it('give no letter to what is counted', () => {
    const recorder = new Recorder().start(0, 'r1').start(0, 'r2');
    for (let i = 0; i < 12; i++) recorder.chunk(1, 'r1', `many ${i}`);
    recorder.chunk(1, 'r2', 'one');
    expect(drawRun(recorder.events).split('\n').slice(1)).toEqual([
      'r1  ^-(12)-',
      'r2  ^-a----',
      '^ start   - running',
      'a = "one"',
    ]);
  });

  it('become intervals past 200', () => {
    const recorder = new Recorder().start(0, 'r1');
    for (let i = 1; i < 200; i++) recorder.chunk(i, 'r1', 'x');
    expect(drawRun(recorder.events)).toMatch(/^ms {2}0 /);
    recorder.chunk(200, 'r1', 'x').end(200, 'r1');
    const picture = drawRun(recorder.events, { width: 2_000 });
    const [ruler = '', row = ''] = picture.split('\n');
    expect(ruler).toMatch(/^ms\/interval {2}0 {2}2 {2}4 {2}6 .* 198 200$/);
    expect(row).toMatch(/^r1 {11}\^a-aa-aa-.*aa--a\|$/);
    expect(ruler.split(/\s+/)).toHaveLength(1 + 101);
  });

  it('are the same whenever they are looked at, and count what they hold', () => {
    const recorder = new Recorder().start(0, 'r1');
    for (let i = 1; i <= 5_000; i++) recorder.chunk(i, 'r1', 'x');
    const picture = drawRun(recorder.events, { width: 5_000 });
    const [ruler = '', row = ''] = picture.split('\n');
    const times = ruler.split(/\s+/).slice(1).map(Number);
    expect(times.length).toBeLessThanOrEqual(200);
    expect(times.slice(0, 3)).toEqual([0, 100, 200]);
    const counts = [...row.matchAll(/\((\d+)\)/g)].map(([, count]) => Number(count));
    expect(counts[0]).toBe(99);
    expect(new Set(counts.slice(1))).toEqual(new Set([100]));
    expect(
      counts.reduce((sum, count) => sum + count, 0) + row.split('').filter((c) => c === 'a').length,
    ).toBe(5_000);
  });

  it('go on below where they are too many for the width', () => {
    expect(drawRun(guideChain(script), { width: 34 })).toBe(
      lines(
        'ms                    0   5  10',
        'RunnableSequence      ^---b--c--'.slice(0, 34),
        '  ChatPromptTemplate  ^a|',
        '  MarbleModel         ^---b--c--',
        '  StrOutputParser         ^b-c--',
        '',
        'ms                    15 20 21',
        'RunnableSequence      d--e--|',
        '  MarbleModel         d--e--|',
        '  StrOutputParser     d--e--|',
        '^ start   | end   - running',
        'a = "tell me a joke about parrot"',
        'b = "Here"',
        'c = "\'s"',
        'd = " a"',
        'e = " joke"',
      ),
    );
  });

  it('leave out what only hidden or custom events filled', () => {
    const { events } = new Recorder().start(0, 'r1').custom(3, 'r1', 'progress').end(5, 'r1');
    expect(bodyOf(drawRun(events)).slice(0, 2)).toEqual(['ms  0 5', 'r1  ^-|']);
  });
});

describe('drawRun: letters', () => {
  const pictureOf = (...chunks: readonly unknown[]): readonly string[] => {
    const recorder = new Recorder().start(0, 'r1');
    chunks.forEach((chunk, i) => void recorder.chunk(i, 'r1', chunk));
    return drawRun(recorder.events, { width: 5_000 }).split('\n').slice(1);
  };

  it('go by the printed value', () => {
    expect(pictureOf(aiChunk('x'), 'x', { n: 1 }, { n: 1 }, { n: 2 })).toEqual([
      'r1  ^a-a-b-b-c-',
      '^ start   - running',
      'a = "x"',
      'b = {"n":1}',
      'c = {"n":2}',
    ]);
  });

  it('are a-z, A-Z, 0-9, and then a star', () => {
    const [row = '', , ...legend] = pictureOf(...Array.from({ length: 64 }, (_, i) => i));
    expect(row.replaceAll('-', '')).toBe(
      'r1  ^abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789**',
    );
    expect(legend).toHaveLength(63);
    expect(legend.slice(-2)).toEqual(['9 = 61', '* = any other value']);
  });

  it.each([
    [
      'a message chunk: its text',
      aiChunk([
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
      ]),
      '"Hello"',
    ],
    ['a chunk without text', aiChunk(''), '""'],
    [
      'a fragment of a tool call',
      aiChunk({ content: '', tool_call_chunks: [{ name: 'add', args: '{"a', index: 0 }] }),
      '[{"name":"add","args":"{\\"a","index":0}]',
    ],
    [
      'a message with tool calls',
      ai({ content: '', tool_calls: [{ name: 'add', args: { a: 1 }, id: 'c1' }] }),
      '[{"name":"add","args":{"a":1},"id":"c1"}]',
    ],
    ['a line break', 'a\nb', '"a\\nb"'],
    ['a list, undefined in it', [1, undefined, 'x'], '[1,null,"x"]'],
    ['a record, undefined in it', { a: undefined, b: null }, '{"b":null}'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['a big number', 12n, '12n'],
    ['nothing', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['a terminal sequence', 'a\u001b[31m\u009b', '"a\\u001b[31m\\u009b"'],
    ['half a character', '\ud83d', '"\\ud83d"'],
    ['what turns the line around', 'a\u202eb', '"a\\u202eb"'],
    ['60 characters', 'x'.repeat(58), `"${'x'.repeat(58)}"`],
    ['61 characters', 'x'.repeat(59), `"${'x'.repeat(58)}…`],
    ['wide characters', '🦜'.repeat(100), `"${'🦜'.repeat(58)}…`],
    [
      'a long list',
      Array.from({ length: 1_000 }, () => 7),
      '[7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,…',
    ],
  ])('print %s', (_, value, printed) => {
    expect(pictureOf(value).at(-1)).toBe(`a = ${printed}`);
  });

  it('print a value without end, and one that cannot be read', () => {
    const endless: Record<string, unknown> = {};
    endless.self = endless;
    const broken = Object.defineProperty({}, 'x', { enumerable: true, get: () => expect.fail('read') });
    expect(pictureOf(endless).at(-1)).toBe(`a = ${'{"self":'.repeat(8).slice(0, 59)}…`);
    expect(pictureOf(broken).at(-1)).toBe('a = [object Object]');
  });

  it('read no more of a value than they print', () => {
    let reads = 0;
    const list = new Proxy([] as number[], {
      get: (target, key) => {
        if (key === 'length') return 1_000_000;
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key);
      },
    });
    pictureOf(list);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThan(200);
  });

  it('stand for the output of a run that streams nothing, but not for none', () => {
    const { events } = new Recorder().start(0, 'r1').end(0, 'r1', [1]).start(1, 'r2').end(1, 'r2', null);
    expect(drawRun(events).split('\n').slice(1, -1)).toEqual(['r1  ^a|', 'r2      ^|', '^ start   | end']);
  });

  it('are the same for a completion model and the parser behind it', () => {
    const { events } = new Recorder()
      .start(0, 'llm', { type: 'llm' })
      .chunk(0, 'llm', { text: 'Hi' })
      .chunk(1, 'llm', 'raw')
      .end(1, 'llm')
      .start(2, 'still', { type: 'llm' })
      .end(2, 'still', { generations: [[{ text: 'Hi' }]] });
    expect(drawRun(events).split('\n').slice(1, 3)).toEqual(['llm    ^a-b|', 'still        ^a|']);
  });

  it("give way to texts with values: 'text'", () => {
    expect(drawRun(guideChain(script), { values: 'text' })).toBe(
      lines(
        'ms                    0                  5       10   15   20      21',
        'RunnableSequence      ^------------------"Here"--"\'s"-" a"-" joke"-|',
        '  ChatPromptTemplate  ^"tell me a joke…|',
        '  MarbleModel         ^------------------"Here"--"\'s"-" a"-" joke"-|',
        '  StrOutputParser                        ^"Here"-"\'s"-" a"-" joke"-|',
        '^ start   | end   - running',
      ),
    );
  });
});

describe('drawRun: the rest', () => {
  it('lists each error once, where it began', () => {
    const { events } = new Recorder()
      .start(0, 'root')
      .start(0, 'a', { parents: ['root'] })
      .fail(1, 'a', 'first\nof all')
      .start(1, 'b', { parents: ['root'] })
      .fail(2, 'b', 'x'.repeat(300), 'TypeError')
      .fail(2, 'root', 'x'.repeat(300), 'TypeError');
    expect(drawRun(events).split('\n').slice(-2)).toEqual([
      '# = Error: first of all (first in a)',
      `# = TypeError: ${'x'.repeat(188)}… (first in b)`,
    ]);
  });

  it('draws no events as such', () => {
    expect(drawRun([])).toBe('(no events)');
    expect(drawRun(guideChain(script), { filter: { includeNames: ['nobody'] } })).toBe('(no events)');
  });

  it('heads the picture with its title', () => {
    expect(drawRun(new Recorder().start(0, 'r1').events, { title: 'One\nrun' }).split('\n')[0]).toBe(
      'One run',
    );
  });

  it('refuses options that it cannot follow', () => {
    expect(() => drawRun([], { width: 0 })).toThrow('drawRun: width must be a whole number above 0; got 0.');
    expect(() => drawRun([], { maxLanes: 1.5 })).toThrow('drawRun: maxLanes must be');
    expect(() => drawRun([], { values: 'words' as never })).toThrow(
      "values must be 'letters' or 'text'; got \"words\".",
    );
    expect(() => drawRun([], { filter: { includeName: ['x'] } as never })).toThrow('no key "includeName"');
  });

  describe('in a terminal', () => {
    const { columns } = process.stdout;
    afterEach(() => {
      vi.unstubAllGlobals();
      process.stdout.columns = columns;
    });

    it('is as wide as that', () => {
      process.stdout.columns = 34;
      expect(drawRun(guideChain(script))).toBe(drawRun(guideChain(script), { width: 34 }));
      const events = guideChain(script);
      vi.stubGlobal('process', undefined);
      const elsewhere = drawRun(events);
      vi.unstubAllGlobals();
      expect(elsewhere).toBe(drawRun(events, { width: 100 }));
    });
  });
});

describe('drawRun: 40 lanes and 10,000 chunks', () => {
  const events = manyLanes(10_000);
  const picture = drawRun(events);

  it('fit the width, with every lane and every chunk', () => {
    const rows = picture.split('\n');
    const legend = rows.findIndex((row) => row.startsWith('^ start'));
    for (const row of rows.slice(0, legend)) expect(row.length).toBeLessThanOrEqual(100);
    expect(rows.indexOf('')).toBe(1 + 40);
    const cells = rows.slice(0, legend).map((row) => row.slice(row.lastIndexOf('  ') + 2));
    const letters = cells.join('').replaceAll(/\d+/g, '').match(/[a-m]/g) ?? [];
    expect(letters).toHaveLength(10_000);
    expect(rows.slice(legend).length).toBeLessThan(20);
  });

  it('cost time in proportion to the chunks', () => {
    const costOf = (count: number): number => {
      let reads = 0;
      const told = manyLanes(count).map(({ time, event }) => ({
        get time() {
          reads++;
          return time;
        },
        event,
      }));
      drawRun(told);
      return reads;
    };
    expect(costOf(10_000)).toBeLessThan(10.5 * costOf(1_000));
  });
});
