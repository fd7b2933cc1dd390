import { from, map, type Observable, Subject, tap } from 'rxjs';
import {
  type AIMessageChunk,
  aiChunk,
  chain,
  chatModel,
  chatPrompt,
  type RunEvent,
  runnable,
  stringParser,
} from '../../../src/index.ts';
import type { BenchCase } from '../BenchCase.ts';
import { texts } from '../texts.ts';

const count = 10_000;
const chunks: readonly AIMessageChunk[] = Array.from({ length: count }, (_, i) => aiChunk(`tok${i % 7}`));

type Told = Pick<RunEvent, 'event' | 'data'>;

/** `steps` steps, the first two a prompt and a model; a chunk is told by each from the model on, and by the chain. */
function ours(steps: number, source: readonly AIMessageChunk[]): (input: string) => Observable<RunEvent> {
  const mapped = texts
    .slice(0, steps - 3)
    .map((chunk, i) => runnable<string, string>({ name: `text${i}`, type: 'chain', chunk }));
  const model = chatModel({ name: 'model', stream: () => from(source) });
  const built = chain(chatPrompt('{question}'), model, stringParser(), ...(mapped as []));
  return (question) => built.streamEvents({ question });
}

/** The same events by hand: a tap behind each operator tells them to one Subject. */
function byHand(steps: number, source: readonly AIMessageChunk[]): (told: (event: Told) => void) => void {
  return (told) => {
    const events = new Subject<RunEvent>();
    events.subscribe(told);
    const teller = (event: string, name: string, run_id: string, parent_ids: readonly string[]) => {
      const fields = { event, name, run_id, parent_ids, tags: ['seq:step:1'], metadata: {} };
      return (chunk: unknown): void => events.next({ ...fields, data: { chunk } } as unknown as RunEvent);
    };
    const root = 'r1';
    const content = map((chunk: AIMessageChunk) => chunk.content as string);
    let text: Observable<string> = from(source).pipe(
      tap<AIMessageChunk>(teller('on_chat_model_stream', 'model', 'r2', [root])),
      content,
      tap<string>(teller('on_parser_stream', 'parser', 'r3', [root])),
    );
    for (const [i, fn] of texts.slice(0, steps - 3).entries()) {
      text = text.pipe(map(fn), tap<string>(teller('on_chain_stream', `text${i}`, `r${4 + i}`, [root])));
    }
    text.pipe(tap(teller('on_chain_stream', 'chain', root, []))).subscribe();
  };
}

/** How many chunks were told. */
function counter(): { readonly told: (event: Told) => void; readonly total: () => number } {
  let total = 0;
  return {
    told: ({ event, data }) => {
      if (event.endsWith('_stream') && (data as { chunk?: unknown }).chunk !== undefined) total++;
    },
    total: () => total,
  };
}

async function langchain(steps: number): Promise<() => Promise<number>> {
  const { FakeStreamingChatModel } = await import('@langchain/core/utils/testing');
  const { AIMessageChunk: Chunk } = await import('@langchain/core/messages');
  const { StringOutputParser } = await import('@langchain/core/output_parsers');
  const { RunnablePassthrough } = await import('@langchain/core/runnables');
  const theirs = chunks.map((chunk) => new Chunk(chunk.content as string));
  const { ChatPromptTemplate } = await import('@langchain/core/prompts');
  const prompt = ChatPromptTemplate.fromTemplate('{question}');
  let sequence = prompt
    .pipe(new FakeStreamingChatModel({ chunks: theirs, sleep: 0 }))
    .pipe(new StringOutputParser());
  for (let i = 3; i < steps; i++)
    sequence = sequence.pipe(new RunnablePassthrough<string>()) as typeof sequence;
  return async () => {
    let seen = 0;
    for await (const event of sequence.streamEvents({ question: 'x' }, { version: 'v2' }))
      if (event.data.chunk !== undefined) seen++;
    // Their sequences tell the chunks of some steps once only; the figure is per chunk that was told.
    if (seen < count) throw new Error(`LangChain told ${seen} chunks.`);
    return count * steps;
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
    const transforms = Array.from({ length: steps - 3 }, () => same);
    const result = streamText({ model, prompt: 'x', experimental_transform: transforms as never });
    let seen = 0;
    for await (const part of result.fullStream) if (part.type === 'text-delta') seen++;
    if (seen !== count) throw new Error(`The AI SDK told ${seen} chunks.`);
    return count * steps;
  };
}

function eventCase(steps: 3 | 10, thanLangchain: number): BenchCase {
  return {
    kind: 'ratio',
    name: `events ${steps} steps`,
    about: `${count} chunks, ${steps} steps: prompt, model, parser and functions; told by each from the model on, and by the chain (the AI SDK tells each chunk once)`,
    per: count,
    unit: 'chunk',
    expected: count * steps,
    gates: [
      { of: 'rxchain', to: 'tap + Subject', atMost: 0.8, aim: 0.5 },
      { of: 'rxchain', than: '@langchain/core', atLeast: thanLangchain },
      { of: 'rxchain', than: 'ai', atLeast: 30 },
    ],
    candidates: async () => {
      const open = ours(steps, chunks);
      const run = byHand(steps, chunks);
      return {
        rxchain: () => {
          const { told, total } = counter();
          open('x').subscribe(told);
          return total();
        },
        'tap + Subject': () => {
          const { told, total } = counter();
          run(told);
          return total();
        },
        '@langchain/core': await langchain(steps),
        ai: await aiSdk(steps),
      };
    },
  };
}

const streams = 1_000;
const few = chunks.slice(0, 100);

export const cases: readonly BenchCase[] = [
  eventCase(3, 150),
  eventCase(10, 100),
  {
    kind: 'ratio',
    name: 'events of 1,000 streams',
    about: `${streams} event streams of ${few.length} chunks, 3 steps, all open at the same time`,
    per: streams * few.length,
    unit: 'chunk',
    expected: streams * few.length * 3,
    gates: [{ of: 'rxchain', to: 'tap + Subject', atMost: 0.8, aim: 0.5 }],
    candidates: () => {
      // All sources are open before the first one is pushed, as with as many callers.
      const open = (make: (source: Subject<AIMessageChunk>, told: (event: Told) => void) => void): number => {
        const { told, total } = counter();
        const sources = Array.from({ length: streams }, () => new Subject<AIMessageChunk>());
        for (const source of sources) make(source, told);
        for (const chunk of few) for (const source of sources) source.next(chunk);
        for (const source of sources) source.complete();
        return total();
      };
      let ready: Observable<AIMessageChunk> = from(few);
      const model = chatModel({ name: 'model', stream: () => ready });
      const built = chain(chatPrompt('{question}'), model, stringParser());
      return {
        rxchain: () =>
          open((source, told) => {
            ready = source;
            built.streamEvents({ question: 'x' }).subscribe(told);
          }),
        'tap + Subject': () => open((source, told) => byHand(3, source as never)(told)),
      };
    },
  },
  {
    kind: 'figure',
    name: 'heap kept by finished runs',
    about: 'bytes per run, over 100,000 finished event streams of 3 chunks',
    unit: 'bytes',
    samples: 3,
    warmups: 1,
    gates: [{ of: 'rxchain', atMost: 16 }],
    candidates: () => {
      const open = ours(3, chunks.slice(0, 3));
      const finish = (): void => {
        for (let i = 0; i < 100_000; i++) open('x').subscribe();
      };
      const heap = (): number => {
        (globalThis as { gc?: () => void }).gc?.();
        return process.memoryUsage().heapUsed;
      };
      return {
        rxchain: () => {
          const before = heap();
          finish();
          return Math.max(0, heap() - before) / 100_000;
        },
      };
    },
  },
];
