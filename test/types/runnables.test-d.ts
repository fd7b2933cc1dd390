import { from, type MonoTypeOperatorFunction, map, of } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type AIMessage,
  type AIMessageChunk,
  asRun,
  assign,
  branch,
  chain,
  chatPrompt,
  type Document,
  each,
  generator,
  jsonParser,
  lambda,
  listParser,
  type ModelInput,
  operator,
  parallel,
  passthrough,
  pick,
  type RunConfig,
  type Runnable,
  type RunStream,
  stringParser,
  withFallbacks,
  withRetry,
  withTimeout,
} from '../../src/index.ts';

declare const model: Runnable<ModelInput, AIMessage, AIMessageChunk>;
declare const retriever: Runnable<string, Document[]>;
declare const upper: Runnable<string, string>;

describe('lambda', () => {
  it('gives the value, the value of a promise, the values of a stream', () => {
    expectTypeOf(lambda((n: number) => n + 1)).toEqualTypeOf<Runnable<number, number>>();
    expectTypeOf(lambda((n: number) => [n])).toEqualTypeOf<Runnable<number, number[]>>();
    expectTypeOf(lambda((text: string) => text)).toEqualTypeOf<Runnable<string, string>>();
    expectTypeOf(lambda(async (n: number) => `${n}`)).toEqualTypeOf<Runnable<number, string>>();
    expectTypeOf(lambda((n: number) => of(n))).toEqualTypeOf<Runnable<number, number>>();
    expectTypeOf(
      lambda(async function* (n: number) {
        yield n;
      }),
    ).toEqualTypeOf<Runnable<number, number>>();
    expectTypeOf(lambda((n: number) => (n > 1 ? of(n) : 'none'))).toEqualTypeOf<
      Runnable<number, number | 'none'>
    >();
  });

  it('gives what the runnable gives that it returns', () => {
    expectTypeOf(lambda((_: string) => model)).toEqualTypeOf<Runnable<string, AIMessage, AIMessageChunk>>();
    expectTypeOf(lambda(async (_: string) => upper)).toEqualTypeOf<Runnable<string, string>>();
  });

  it('gets the config', () => {
    lambda((_: string, config) => expectTypeOf(config).toEqualTypeOf<RunConfig>());
  });
});

describe('generator and operator', () => {
  it('go from chunks to chunks', () => {
    const words = generator(async function* (chunks: AsyncIterable<string>) {
      for await (const chunk of chunks) yield chunk.length;
    });
    expectTypeOf(words).toExtend<Runnable<string, number>>();
    expectTypeOf(words.stream('a')).toEqualTypeOf<RunStream<number>>();
    expectTypeOf(
      operator(
        map((n: number) => `${n}`),
        { name: 'text' },
      ),
    ).toExtend<Runnable<number, string>>();
    expectTypeOf(chain(stringParser(), operator(map((text) => text.length))).invoke('a')).toEqualTypeOf<
      RunStream<number>
    >();
  });
});

describe('parallel', () => {
  it('gives a record of what the branches give, and streams parts of it', () => {
    expectTypeOf(parallel({ reply: model, found: retriever, question: passthrough() })).toExtend<
      Runnable<
        string,
        { reply: AIMessage; found: Document[]; question: ModelInput },
        { reply?: AIMessageChunk; found?: Document[]; question?: ModelInput }
      >
    >();
    expectTypeOf(parallel({ found: retriever, question: passthrough() })).toEqualTypeOf<
      Runnable<string, { found: Document[]; question: string }, { found?: Document[]; question?: string }>
    >();
    expectTypeOf(
      parallel({ a: { b: upper, c: chain(upper, upper) }, d: map((t: string) => t.length) }),
    ).toEqualTypeOf<
      Runnable<
        string,
        { a: { b: string; c: string }; d: number },
        { a?: { b?: string; c?: string }; d?: number }
      >
    >();
  });

  it('knows in a chain what comes in', () => {
    expectTypeOf(
      chain(retriever, parallel({ n: lambda((found) => found.length), found: passthrough() })),
    ).toEqualTypeOf<Runnable<string, { n: number; found: Document[] }, { n?: number; found?: Document[] }>>();
    // @ts-expect-error documents are no text
    chain(retriever, parallel({ a: upper }));
    // @ts-expect-error a number is no step
    parallel({ a: 5 });
    // @ts-expect-error a runnable is no record
    parallel(upper);
  });
});

describe('passthrough, pick and assign', () => {
  it('keep the type of what comes in', () => {
    expectTypeOf(passthrough<{ a: 1 }>()).toEqualTypeOf<Runnable<{ a: 1 }, { a: 1 }>>();
    expectTypeOf(chain(model, passthrough())).toEqualTypeOf<
      Runnable<ModelInput, AIMessage, AIMessageChunk>
    >();
    expectTypeOf(chain(model, passthrough().withConfig({ runName: 'same' }))).toEqualTypeOf<
      Runnable<ModelInput, AIMessage, AIMessageChunk>
    >();
  });

  it('pick one value or some', () => {
    expectTypeOf(chain({ reply: model, text: upper }, pick('reply')).stream('hi')).toEqualTypeOf<
      RunStream<AIMessageChunk>
    >();
    expectTypeOf(chain({ reply: model, text: upper }, pick('reply')).invoke('hi')).toEqualTypeOf<
      RunStream<AIMessage>
    >();
    const some = chain({ a: upper, b: retriever, c: passthrough<string>() }, pick(['a', 'b']));
    expectTypeOf(some).toEqualTypeOf<
      Runnable<string, { a: string; b: Document[] }, { a?: string; b?: Document[] }>
    >();
    expectTypeOf(of({ a: 1, b: 'x' }).pipe(pick('b'))).toEqualTypeOf<import('rxjs').Observable<string>>();
    // @ts-expect-error no such key
    of({ a: 1, b: 'x' }).pipe(pick('c'));
  });

  it('assign adds to a record', () => {
    const told = chain(
      lambda((topic: string) => ({ topic })),
      assign({
        joke: chain(chatPrompt('a joke about {topic}'), model, stringParser()),
        length: lambda((v) => v.topic.length),
      }),
    );
    expectTypeOf(told).toEqualTypeOf<
      Runnable<
        string,
        { topic: string; joke: string; length: number },
        { topic?: string; joke?: string; length?: number }
      >
    >();
    expectTypeOf(
      chain(
        lambda((topic: string) => ({ topic, n: 1 })),
        assign({ n: lambda((v) => v.topic) }),
      ).invoke('a'),
    ).toEqualTypeOf<RunStream<{ topic: string; n: string }>>();
    expectTypeOf(
      assign({
        shout: chain(
          lambda((v: { q: string }) => v.q),
          upper,
        ),
      }).invoke({ q: 'a' }),
    ).toExtend<RunStream<{ shout: string }>>();
  });
});

describe('branch', () => {
  it('takes what all of it takes and gives what any of it gives', () => {
    expectTypeOf(
      branch(
        [
          [lambda((text: string) => text.length > 2), model],
          [lambda((text: string) => text === ''), { found: retriever }],
        ],
        lambda((text: string) => text.length),
      ).stream('a'),
    ).toEqualTypeOf<RunStream<AIMessageChunk | { found?: Document[] } | number>>();
  });

  it('knows in a chain what comes in', () => {
    expectTypeOf(
      chain(
        stringParser(),
        branch(
          [[lambda((text) => text.length > 2), lambda((text) => text.length)]],
          lambda((text) => [text]),
        ),
      ).invoke('a'),
    ).toEqualTypeOf<RunStream<number | string[]>>();
    const isBig = lambda((n: number) => n > 2);
    const count = lambda((found: Document[]) => found.length);
    // @ts-expect-error the condition reads a number
    chain(upper, branch([[isBig, upper]], upper));
    // @ts-expect-error what is chosen reads documents
    chain(upper, branch([[upper, count]], upper));
    // @ts-expect-error the other way does
    chain(upper, branch([[upper, upper]], count));
  });
});

describe('each', () => {
  it('goes from list to list', () => {
    expectTypeOf(each(upper, { maxConcurrency: 2 })).toEqualTypeOf<Runnable<readonly string[], string[]>>();
    expectTypeOf(chain(retriever, each(lambda((found) => found.pageContent)))).toEqualTypeOf<
      Runnable<string, string[]>
    >();
    // @ts-expect-error no list
    chain(upper, each(upper));
  });
});

describe('withRetry, withTimeout and withFallbacks', () => {
  it('keep the types', () => {
    expectTypeOf(withRetry(withTimeout(model, { first: 100 }), { count: 2 })).toEqualTypeOf<
      Runnable<ModelInput, AIMessage, AIMessageChunk>
    >();
    expectTypeOf(chain(model, withRetry(lambda((message) => message.type)))).toEqualTypeOf<
      Runnable<ModelInput, 'ai'>
    >();
  });

  it('give what any alternative gives', () => {
    expectTypeOf(withFallbacks(withTimeout(model, { first: 100 }), [model])).toEqualTypeOf<
      Runnable<ModelInput, AIMessage, AIMessageChunk>
    >();
    expectTypeOf(withFallbacks(model, [])).toEqualTypeOf<Runnable<ModelInput, AIMessage, AIMessageChunk>>();
    expectTypeOf(withFallbacks(retriever, [upper, model]).stream('a')).toEqualTypeOf<
      RunStream<Document[] | string | AIMessageChunk>
    >();
    // @ts-expect-error the other takes less
    withFallbacks(model, [retriever]);
  });
});

describe('parsers', () => {
  it('read models, and text', () => {
    expectTypeOf(chain(model, listParser())).toEqualTypeOf<Runnable<ModelInput, string[]>>();
    expectTypeOf(of('a').pipe(stringParser())).toEqualTypeOf<import('rxjs').Observable<string>>();
    const parser = jsonParser<{ list: { name: string }[] }>();
    expectTypeOf(parser.invoke('{}')).toEqualTypeOf<RunStream<{ list: { name: string }[] }>>();
    parser.stream('{}').subscribe((value) => {
      expectTypeOf(value.list?.[0]?.name).toEqualTypeOf<string | undefined>();
      // @ts-expect-error it may not be there yet
      value.list.length;
    });
  });
});

describe('asRun', () => {
  it('changes nothing', () => {
    expectTypeOf(asRun<string>({ tags: ['a'] })).toEqualTypeOf<MonoTypeOperatorFunction<string>>();
    expectTypeOf(from(['a']).pipe(upper, asRun())).toEqualTypeOf<import('rxjs').Observable<string>>();
  });
});
