import { readFileSync } from 'node:fs';
import { delay, lastValueFrom, map, type Observable, of, skip, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as operators from '../../operators/index.ts';
import * as rxchain from '../../src/index.ts';
import { publicModules } from './publicModules.ts';

const {
  aiChunk,
  asRun,
  assign,
  branch,
  chain,
  chatModel,
  chatPrompt,
  each,
  execute,
  jsonParser,
  lambda,
  listParser,
  operator,
  parallel,
  passthrough,
  pick,
  retriever,
  stringParser,
  tool,
  withFallbacks,
  withRetry,
  withTimeout,
} = rxchain;

const page = readFileSync(new URL('../../docs/operators.md', import.meta.url), 'utf8');
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
);

/** The lines of a section's diagram by their labels, without what is written behind them. */
function diagramOf(heading: string): ReadonlyMap<string, string> {
  const [, diagram = ''] = /```text\n([\s\S]*?)```/.exec(sections.get(heading) ?? '') ?? [];
  const lines = diagram.split('\n').map((line) => /^(\w+) +([-a-zA-Z()]*[|#)]|[-a-zA-Z()]+)/.exec(line));
  return new Map(lines.flatMap((line) => (line === null ? [] : [[line[1] ?? '', line[2] ?? ''] as const])));
}

type Line = <T = string>(label: string, values?: Readonly<Record<string, T>>) => Observable<T>;

/** What a section's diagram shows, over the sources that are drawn in it. */
const shown: Readonly<Record<string, (line: Line) => Observable<unknown>>> = {
  aggregate: (line) => line('in').pipe(operators.aggregate()),
  accumulate: (line) => line('in').pipe(operators.accumulate()),
  decodeText: (line) =>
    line('in', { a: Uint8Array.of(0xe2, 0x82), b: Uint8Array.of(0xac) }).pipe(operators.decodeText()),
  splitLines: (line) => line('in', { a: 'one\ntw', b: 'o' }).pipe(operators.splitLines()),
  parsePartialJson: (line) =>
    line('in', { a: '{"name": "Fr', b: 'ance', c: '"', d: '}' }).pipe(operators.parsePartialJson()),
  completedItems: (line) =>
    line<{ items: string[] }>('in', {
      a: { items: ['Sp'] },
      b: { items: ['Spain', ''] },
      c: { items: ['Spain', 'Japan'] },
    }).pipe(operators.completedItems(['items'])),
  textDeltas: (line) =>
    line<{ text: string; more?: boolean }>('in', {
      a: { text: 'It' },
      b: { text: 'It is' },
      c: { text: 'It is', more: true },
    }).pipe(operators.textDeltas(['text'])),
  toJsonPatches: (line) => line<number[]>('in', { a: [1], b: [1, 2] }).pipe(operators.toJsonPatches()),
  applyJsonPatches: (line) =>
    line<operators.JsonPatch>('in', {
      a: [{ op: 'replace', path: '', value: [1] }],
      b: [{ op: 'add', path: '/1', value: 2 }],
    }).pipe(operators.applyJsonPatches()),
  filterEvents: (line) => line('in', told).pipe(operators.filterEvents({ includeNames: ['model'] })),
  ofEvent: (line) => line('in', told).pipe(operators.ofEvent('on_chat_model_stream')),
  ofRunName: (line) => line('in', told).pipe(operators.ofRunName('model')),
  ofRunTag: (line) => line('in', told).pipe(operators.ofRunTag('answer')),
  ofRunType: (line) => line('in', told).pipe(operators.ofRunType('chat_model')),
  ofRun: (line) => line('in', told).pipe(operators.ofRun('r2')),
  eventChunks: (line) => line('in', told).pipe(operators.eventChunks()),
  tokenUsage: (line) => line('in', told).pipe(operators.tokenUsage()),
  toRunLog: (line) => line('in', told).pipe(operators.toRunLog()),
  foldRunLog: (line) =>
    line('in', {
      a: [{ op: 'replace' as const, path: '', value: { id: 'r1', streamed_output: [], logs: {} } }],
      b: [{ op: 'add' as const, path: '/streamed_output/-', value: 'Hello' }],
      c: [{ op: 'replace' as const, path: '/final_output', value: 'Hello' }],
    }).pipe(operators.foldRunLog()),
  logRuns: (line) => line('in', told).pipe(operators.logRuns()),
  chain: (line) =>
    line('in').pipe(
      chain(
        stringParser(),
        map((text: string) => text.toUpperCase()),
      ),
    ),
  lambda: (line) => line('in').pipe(lambda((text: string) => `${text}!`)),
  operator: (line) => line('in').pipe(operator(skip<string>(1), { name: 'tail' })),
  parallel: (line) =>
    line('in').pipe(
      parallel({
        text: passthrough<string>(),
        loud: operator(
          map((text: string) => text.toUpperCase()),
          { name: 'shout' },
        ),
      }),
    ),
  passthrough: (line) => line('in').pipe(passthrough<string>()),
  assign: (line) =>
    line('in', { a: { question: 'why?' } }).pipe(
      assign({ length: lambda(({ question }: { question: string }) => question.length) }),
    ),
  pick: (line) => line('in', { a: { answer: 'yes' }, b: { sources: [] } }).pipe(pick('answer') as never),
  branch: (line) => {
    const chosen = lambda(() => line('chosen'), { name: 'chosen' });
    return line('in').pipe(branch([[lambda(() => true), chosen]], chosen));
  },
  each: (line) =>
    line('in', { a: ['one', 'two'] }).pipe(each(lambda((label: string) => line(label), { name: 'item' }))),
  withRetry: (line) => {
    const labels = ['first', 'second'];
    const inner = lambda(() => line(labels.shift() ?? ''), { name: 'tries' });
    return line('in').pipe(withRetry(inner, { count: 1, delay: 2 }));
  },
  withFallbacks: (line) =>
    line('in').pipe(
      withFallbacks(
        lambda(() => line('first')),
        [lambda(() => line('second'))],
      ),
    ),
  withTimeout: (line) =>
    line('in').pipe(
      withTimeout(
        lambda(() => line('slow')),
        { first: 3 },
      ),
    ),
  asRun: (line) => line('in').pipe(asRun({ runName: 'pipe' })),
  execute: (line) => execute(replying(line('model')), 'hi').output,
  chatPrompt: (line) => line('in', { a: { topic: 'parrots' } }).pipe(chatPrompt('a joke about {topic}')),
  chatModel: (line) => line('in').pipe(replying(line('reply'))),
  stringParser: (line) => line('in', { a: aiChunk('Hel'), b: aiChunk('lo') }).pipe(stringParser()),
  jsonParser: (line) => line('in', { a: '["Fr', b: 'ance"', c: ']' }).pipe(jsonParser()),
  listParser: (line) => line('in', { a: 'red, gr', b: 'een, bl', c: 'ue' }).pipe(listParser()),
  retriever: (line) =>
    line('in').pipe(retriever({ name: 'Docs', retrieve: () => line('found').pipe(map(() => [])) })),
  tool: (line) =>
    line('in', { a: { x: 1 } }).pipe(
      tool(({ x }) => x, { name: 'same', description: 'gives x', schema: z.object({ x: z.number() }) }),
    ),
};

const isAsync = new Set(['generator', 'fromAsyncIterable', 'toAsyncIterable', 'emitEvent']);

function replying(reply: Observable<string>): rxchain.ChatModel {
  return chatModel({ name: 'model', stream: () => reply.pipe(map((text) => aiChunk(text))) });
}

const event = (name: string, run_id: string, data: object): rxchain.RunEvent =>
  ({
    event: name,
    name: run_id === 'r1' ? 'model' : 'parser',
    run_id,
    parent_ids: [],
    tags: run_id === 'r1' ? [] : ['answer'],
    metadata: {},
    data,
  }) as rxchain.RunEvent;
const told = {
  s: event('on_chat_model_start', 'r1', { input: 'hi' }),
  t: event('on_chat_model_stream', 'r1', { chunk: aiChunk('Hello') }),
  u: event('on_chat_model_stream', 'r1', {
    chunk: aiChunk({ content: '', usage_metadata: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } }),
  }),
  e: event('on_chat_model_end', 'r1', { output: aiChunk('Hello') }),
  S: event('on_parser_start', 'r2', {}),
  T: event('on_parser_stream', 'r2', { chunk: 'Hello' }),
  E: event('on_parser_end', 'r2', { output: 'Hello' }),
};

interface Moment {
  readonly frame: number;
  readonly kind: string;
}

function momentsOf(
  notifications: readonly { readonly frame: number; readonly notification: { readonly kind: string } }[],
): readonly Moment[] {
  return notifications.map(({ frame, notification }) => ({ frame, kind: notification.kind }));
}

describe('docs/operators.md', () => {
  it.each(Object.keys(shown))('draws %s as it is', (heading) => {
    const diagram = diagramOf(heading);
    const drawn = diagram.get('out') ?? diagram.get('output') ?? '';
    expect(drawn).not.toBe('');
    new TestScheduler((actual, expected) => {
      expect(momentsOf(actual)).toEqual(momentsOf(expected));
    }).run(({ cold, expectObservable }) => {
      const line: Line = (label, values) =>
        cold((diagram.get(label) ?? '').trim(), values as Record<string, never>) as Observable<never>;
      expectObservable(shown[heading]!(line)).toBe(drawn);
    });
  });

  it('draws everything that it has a heading for', () => {
    expect([...sections.keys()].filter((heading) => !isAsync.has(heading)).sort()).toEqual(
      Object.keys(shown).sort(),
    );
  });

  it('names every operator and every runnable', () => {
    const functions = publicModules
      .filter(({ specifier }) => specifier === 'rxchain' || specifier === 'rxchain/operators')
      .flatMap(({ names, specifier }) => {
        const module: Readonly<Record<string, unknown>> = specifier === 'rxchain' ? rxchain : operators;
        return names.filter((name) => typeof module[name] === 'function');
      });
    const elsewhere = [
      'RunnableError',
      'ai',
      'aiChunk',
      'human',
      'system',
      'toolMessage',
      'isMessage',
      'textOf',
      'runnable',
    ];
    const missing = functions.filter(
      (name) => !elsewhere.includes(name) && !new RegExp(`\\b${name}\\b`).test(page),
    );
    expect(missing).toEqual([]);
  });

  it('joins what an execution shows into its result', () => {
    const diagram = diagramOf('execute');
    new TestScheduler((actual, expected) => {
      expect(momentsOf(actual)).toEqual(momentsOf(expected));
    }).run(({ cold, expectObservable }) => {
      const { result } = execute(replying(cold(diagram.get('model') ?? '')), 'hi');
      expectObservable(result).toBe(diagram.get('result') ?? '');
    });
  });

  it('keeps the order and the number of what is asynchronous', async () => {
    const read: string[] = [];
    const source = of('a', 'b').pipe(delay(0));
    for await (const chunk of operators.toAsyncIterable()(source)) read.push(chunk);
    const generated = rxchain.generator(async function* (chunks: AsyncIterable<string>) {
      for await (const chunk of chunks) yield chunk;
    });
    for await (const chunk of generated.stream('a')) read.push(chunk);
    const values = await lastValueFrom(
      operators.fromAsyncIterable(operators.toAsyncIterable()(source)).pipe(toArray()),
    );
    expect([read, values]).toEqual([
      ['a', 'b', 'a'],
      ['a', 'b'],
    ]);
  });
});
