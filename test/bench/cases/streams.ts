import { from, map, type Observable, type OperatorFunction, Subject } from 'rxjs';
import {
  type AIMessageChunk,
  aiChunk,
  chain,
  chatModel,
  lambda,
  type Runnable,
  runnable,
  stringParser,
} from '../../../src/index.ts';
import type { BenchCase } from '../BenchCase.ts';
import { texts } from '../texts.ts';

const count = 10_000;
const chunks: readonly AIMessageChunk[] = Array.from({ length: count }, (_, i) => aiChunk(`tok${i % 7}`));
const expected = chunks.reduce((sum, chunk) => sum + (chunk.content as string).length, 0);

/** A parser and steps - 1 per-chunk functions behind a model. */
function ours(stream: () => Observable<AIMessageChunk>, steps: number): Runnable<string, string> {
  const mapped = texts
    .slice(0, steps - 1)
    .map((write, i) => runnable<string, string>({ name: `text${i}`, type: 'chain', chunk: write }));
  return chain(
    chatModel({ name: 'model', stream }),
    stringParser(),
    ...(mapped as []),
  ) as unknown as Runnable<string, string>;
}

function raw(source: Observable<AIMessageChunk>, steps: number): Observable<string> {
  const content = map((chunk: AIMessageChunk) => chunk.content as string);
  return texts
    .slice(0, steps - 1)
    .reduce((text: Observable<string>, fn) => text.pipe(map(fn)), source.pipe(content));
}

function loop(steps: number): () => number {
  const fns = texts.slice(0, steps - 1);
  return () => {
    let sum = 0;
    for (const chunk of chunks) {
      let text = chunk.content as string;
      for (let i = 0; i < fns.length; i++) text = fns[i]!(text);
      sum += text.length;
    }
    return sum;
  };
}

function sumOf(text: Observable<string>): number {
  let sum = 0;
  text.subscribe((piece) => {
    sum += piece.length;
  });
  return sum;
}

/** One chain for many sources: each stream takes the source that stands ready. */
function oursOver(steps: number): (source: Observable<AIMessageChunk>) => Observable<string> {
  let ready: Observable<AIMessageChunk> = from(chunks);
  const built = ours(() => ready, steps);
  return (source) => {
    ready = source;
    return built.stream('x');
  };
}

function pushed(open: (source: Observable<AIMessageChunk>) => Observable<string>): number {
  const source = new Subject<AIMessageChunk>();
  let sum = 0;
  open(source).subscribe((piece) => {
    sum += piece.length;
  });
  for (const chunk of chunks) source.next(chunk);
  source.complete();
  return sum;
}

async function langchain(steps: number): Promise<() => Promise<number>> {
  const { FakeStreamingChatModel } = await import('@langchain/core/utils/testing');
  const { AIMessageChunk: Chunk } = await import('@langchain/core/messages');
  const { StringOutputParser } = await import('@langchain/core/output_parsers');
  const { RunnablePassthrough } = await import('@langchain/core/runnables');
  const theirs = chunks.map((chunk) => new Chunk(chunk.content as string));
  let sequence = new FakeStreamingChatModel({ chunks: theirs, sleep: 0 }).pipe(new StringOutputParser());
  for (let i = 1; i < steps; i++)
    sequence = sequence.pipe(new RunnablePassthrough<string>()) as typeof sequence;
  return async () => {
    let sum = 0;
    for await (const text of await sequence.stream('x')) sum += text.length;
    return sum;
  };
}

async function aiSdk(steps: number): Promise<() => Promise<number>> {
  const { streamText, simulateReadableStream } = await import('ai');
  const { MockLanguageModelV4 } = (await import('ai/test')) as unknown as {
    MockLanguageModelV4: new (o: object) => never;
  };
  const parts = [
    { type: 'text-start', id: '1' },
    ...chunks.map((chunk) => ({ type: 'text-delta', id: '1', delta: chunk.content as string })),
    { type: 'text-end', id: '1' },
    {
      type: 'finish',
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: { inputTokens: { total: 1 }, outputTokens: { total: 1 } },
    },
  ];
  const same = () => new TransformStream({ transform: (part, controller) => controller.enqueue(part) });
  return async () => {
    const model = new MockLanguageModelV4({
      doStream: async () => ({
        stream: simulateReadableStream({ chunks: parts, initialDelayInMs: null, chunkDelayInMs: null }),
      }),
    });
    const transforms = Array.from({ length: steps - 1 }, () => same);
    const result = streamText({ model, prompt: 'x', experimental_transform: transforms as never });
    let sum = 0;
    for await (const text of result.textStream) sum += text.length;
    return sum;
  };
}

function streamCase(steps: 3 | 10): BenchCase[] {
  const sync = ours(() => from(chunks), steps);
  const gate = steps === 3 ? 1 : 0.6;
  const aims = steps === 3 ? { sync: 0.5, pushed: 0.75 } : { sync: 0.25, pushed: 0.4 };
  const about = `${count} chunks, a model, a parser and ${steps - 1} functions per chunk`;
  return [
    {
      kind: 'ratio',
      name: `stream ${steps} steps, synchronous`,
      about,
      per: count,
      unit: 'chunk',
      expected,
      gates: [
        { of: 'rxchain', to: 'rxjs', atMost: gate, aim: aims.sync },
        { of: 'rxchain', than: '@langchain/core', atLeast: 200 },
      ],
      candidates: async () => ({
        rxchain: () => sumOf(sync.stream('x')),
        rxjs: () => sumOf(raw(from(chunks), steps)),
        'for-loop': loop(steps),
        '@langchain/core': await langchain(steps),
        ai: await aiSdk(steps),
      }),
    },
    {
      kind: 'ratio',
      name: `stream ${steps} steps, pushed`,
      about,
      per: count,
      unit: 'chunk',
      expected,
      gates: [{ of: 'rxchain', to: 'rxjs', atMost: gate, aim: aims.pushed }],
      candidates: () => {
        const open = oursOver(steps);
        return { rxchain: () => pushed(open), rxjs: () => pushed((source) => raw(source, steps)) };
      },
    },
  ];
}

const inputs = 1_000;
const add: readonly [
  OperatorFunction<string, string>,
  OperatorFunction<string, string>,
  OperatorFunction<string, string>,
] = [map((x) => `${x}a`), map((x) => `${x}b`), map((x) => `${x}c`)];

export const cases: readonly BenchCase[] = [
  ...streamCase(3),
  ...streamCase(10),
  {
    kind: 'ratio',
    name: 'invoke 3 lambdas',
    about: `${inputs} invokes of three functions that add a letter`,
    per: inputs,
    unit: 'invoke',
    expected: inputs * 4,
    gates: [{ of: 'rxchain', than: '@langchain/core', atLeast: 50 }],
    candidates: async () => {
      const three = chain(
        lambda((x: string) => `${x}a`),
        lambda((x: string) => `${x}b`),
        lambda((x: string) => `${x}c`),
      );
      const { RunnableLambda } = await import('@langchain/core/runnables');
      const theirs = RunnableLambda.from((x: string) => `${x}a`)
        .pipe((x: string) => `${x}b`)
        .pipe((x: string) => `${x}c`);
      const all = (open: (x: string) => Observable<string>): number => {
        let sum = 0;
        for (let i = 0; i < inputs; i++) {
          open('x').subscribe((text) => {
            sum += text.length;
          });
        }
        return sum;
      };
      return {
        rxchain: () => all((x) => three.invoke(x)),
        rxjs: () => all((x) => from([x]).pipe(...add)),
        '@langchain/core': async () => {
          let sum = 0;
          for (let i = 0; i < inputs; i++) sum += (await theirs.invoke('x')).length;
          return sum;
        },
      };
    },
  },
  {
    kind: 'growth',
    name: 'growth with the chunks',
    about: 'a model, a parser and 2 functions per chunk; 1,000, 10,000 and 100,000 chunks',
    sizes: [1_000, 10_000, 100_000],
    expected: (size) => size * 4,
    gates: [{ of: 'rxchain', atMost: 1.1 }],
    candidates: () => ({
      rxchain: (size: number) => {
        const some = Array.from({ length: size }, () => aiChunk('four'));
        return sumOf(ours(() => from(some), 3).stream('x'));
      },
    }),
  },
  {
    kind: 'heap',
    name: 'heap per live stream',
    about: 'half-consumed streams of 20 chunks, a model, a parser and 2 functions per chunk',
    count: 10_000,
    gates: [{ of: 'rxchain', atMost: 4, aim: 2.5 }],
    candidates: () => ({
      rxchain: (live: number) => held(live, oursOver(3)),
      rxjs: (live: number) => held(live, (source) => raw(source, 3)),
    }),
  },
];

function held(count: number, open: (source: Observable<AIMessageChunk>) => Observable<string>) {
  const live = Array.from({ length: count }, () => {
    const source = new Subject<AIMessageChunk>();
    const subscription = open(source).subscribe(() => undefined);
    for (let i = 0; i < 10; i++) source.next(chunks[i]!);
    return { source, subscription };
  });
  return {
    live,
    release: () => {
      for (const { subscription } of live) subscription.unsubscribe();
    },
  };
}
