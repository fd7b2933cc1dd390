import { bufferTime, filter, map, of, scan, take, tap, toArray } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type AIMessage,
  type AIMessageChunk,
  assign,
  chain,
  chatPrompt,
  type Document,
  generator,
  jsonParser,
  lambda,
  type ModelInput,
  operator,
  passthrough,
  pick,
  type Runnable,
  type RunStream,
  type StepLike,
  stringParser,
} from '../../src/index.ts';

interface Countries {
  readonly countries: readonly { readonly name: string; readonly population: number }[];
}

declare const model: Runnable<ModelInput, AIMessage, AIMessageChunk>;
declare const retriever: Runnable<string, Document[]>;
declare const upper: Runnable<string, string>;
declare const size: Runnable<string, number>;
const prompt = chatPrompt('tell me a joke about {topic}');

describe('Runnable', () => {
  it('gives chunks by stream, the whole by invoke, lists by batch', () => {
    expectTypeOf(model.stream('hi')).toEqualTypeOf<RunStream<AIMessageChunk>>();
    expectTypeOf(model.invoke('hi')).toEqualTypeOf<RunStream<AIMessage>>();
    expectTypeOf(model.batch(['a', 'b'])).toEqualTypeOf<RunStream<AIMessage[]>>();
    expectTypeOf(model.batch(['a'], { maxConcurrency: 2 })).toEqualTypeOf<RunStream<AIMessage[]>>();
    expectTypeOf(model.batch(['a'], { settled: true })).toEqualTypeOf<
      RunStream<PromiseSettledResult<AIMessage>[]>
    >();
    expectTypeOf(model.withConfig({ tags: ['a'] })).toEqualTypeOf<
      Runnable<ModelInput, AIMessage, AIMessageChunk>
    >();
  });

  it('is an operator over its chunks', () => {
    expectTypeOf(
      of({ topic: 'parrot' }).pipe(
        prompt,
        model,
        stringParser(),
        map((text) => text.length),
      ),
    ).toExtend<import('rxjs').Observable<number>>();
    // @ts-expect-error the parser does not read prompts
    of({ topic: 'parrot' }).pipe(prompt, stringParser());
  });

  it('stands where less is put in or more is taken out', () => {
    expectTypeOf<Runnable<unknown, string>>().toExtend<Runnable<{ a: 1 }, string>>();
    expectTypeOf<Runnable<string, 'a'>>().toExtend<Runnable<'b', string>>();
    expectTypeOf<Runnable<'b', string>>().not.toExtend<Runnable<string, string>>();
    expectTypeOf<Runnable<string, string>>().not.toExtend<Runnable<string, 'a'>>();
    expectTypeOf<Runnable<string, AIMessage, AIMessageChunk>>().not.toExtend<Runnable<string, AIMessage>>();
  });
});

describe('chain', () => {
  it('goes from the input of the first step to the output of the last', () => {
    const joke = chain(prompt, model, stringParser());
    expectTypeOf(joke).toEqualTypeOf<Runnable<{ topic: unknown }, string>>();
    // @ts-expect-error a variable of the prompt is missing
    joke.stream({ nope: 1 });
  });

  it('streams what the last step streams', () => {
    const countries = chain(model, jsonParser<Countries>());
    expectTypeOf(countries.invoke('list')).toEqualTypeOf<RunStream<Countries>>();
    countries.stream('list').subscribe((snapshot) => {
      expectTypeOf(snapshot.countries?.[0]?.name).toEqualTypeOf<string | undefined>();
    });
    expectTypeOf(chain(prompt, model)).toEqualTypeOf<
      Runnable<{ topic: unknown }, AIMessage, AIMessageChunk>
    >();
    expectTypeOf(chain(model)).toEqualTypeOf<Runnable<ModelInput, AIMessage, AIMessageChunk>>();
  });

  it('takes annotated functions and gives the others the type of what comes in', () => {
    expectTypeOf(
      chain(
        model,
        jsonParser<Countries>(),
        lambda((v: Countries) => v.countries.length),
      ),
    ).toEqualTypeOf<Runnable<ModelInput, number>>();
    chain(
      model,
      lambda((message) => {
        expectTypeOf(message).toEqualTypeOf<AIMessage>();
        return message.content;
      }),
    );
    expectTypeOf(
      chain(
        model,
        jsonParser<Countries>(),
        lambda((v) => v.countries),
        lambda((list) => list.map((country) => country.name)),
      ),
    ).toEqualTypeOf<Runnable<ModelInput, string[]>>();
  });

  it('shows plain operators the chunks', () => {
    expectTypeOf(
      chain(
        model,
        map((chunk) => chunk.id),
      ),
    ).toEqualTypeOf<Runnable<ModelInput, string | undefined>>();
    expectTypeOf(chain(model, filter(Boolean))).toEqualTypeOf<Runnable<ModelInput, AIMessageChunk>>();
    expectTypeOf(
      chain(
        model,
        filter((chunk) => chunk.id !== ''),
      ),
    ).toEqualTypeOf<Runnable<ModelInput, AIMessageChunk>>();
    expectTypeOf(chain(model, bufferTime(50))).toEqualTypeOf<Runnable<ModelInput, AIMessageChunk[]>>();
    expectTypeOf(
      chain(
        model,
        take(3),
        tap((chunk) => chunk.id),
        toArray(),
      ),
    ).toEqualTypeOf<Runnable<ModelInput, AIMessageChunk[]>>();
    expectTypeOf(
      chain(
        model,
        scan((n, chunk) => n + chunk.content.length, 0),
        lambda((n) => `${n}`),
      ),
    ).toEqualTypeOf<Runnable<ModelInput, string>>();
    expectTypeOf(chain(model, (source) => source.pipe(map((chunk) => chunk.type)))).toEqualTypeOf<
      Runnable<ModelInput, 'ai_chunk'>
    >();
    expectTypeOf(chain(map((text: string) => text.length))).toEqualTypeOf<Runnable<string, number>>();
  });

  it('shows generators and operators with a run the chunks too', () => {
    expectTypeOf(
      chain(model, operator(map((chunk: AIMessageChunk) => chunk.type)).withConfig({ tags: ['a'] })),
    ).toEqualTypeOf<Runnable<ModelInput, 'ai_chunk'>>();
    const lengths = generator(async function* (chunks: AsyncIterable<AIMessageChunk>) {
      for await (const chunk of chunks) yield chunk.content.length;
    });
    expectTypeOf(chain(model, lengths)).toEqualTypeOf<Runnable<ModelInput, number>>();
    const texts = generator((chunks: AsyncIterable<string>) => chunks);
    // @ts-expect-error a generator over texts behind a model
    chain(model, texts);
  });

  it('takes records, nested ones too', () => {
    const record = chain({ context: retriever, question: passthrough() });
    expectTypeOf(record).toEqualTypeOf<
      Runnable<string, { context: Document[]; question: string }, { context?: Document[]; question?: string }>
    >();
    const nested = chain(model, {
      reply: passthrough(),
      more: { type: map((chunk) => chunk.type), text: stringParser() },
    });
    expectTypeOf(nested.invoke('hi')).toEqualTypeOf<
      RunStream<{ reply: AIMessage; more: { type: 'ai_chunk'; text: string } }>
    >();
    expectTypeOf(nested.stream('hi')).toEqualTypeOf<
      RunStream<{ reply?: AIMessageChunk; more?: { type?: 'ai_chunk'; text?: string } }>
    >();
    expectTypeOf(
      chain(
        { context: retriever, question: passthrough<string>() },
        chatPrompt('{context} {question}'),
        model,
        stringParser(),
      ),
    ).toEqualTypeOf<Runnable<string, string>>();
    expectTypeOf(
      chain(
        { context: retriever, question: passthrough() },
        lambda((v) => v.context.length + v.question.length),
      ),
    ).toEqualTypeOf<Runnable<string, number>>();
    // what all branches take
    expectTypeOf(
      chain({ a: lambda((v: { p: string }) => v.p), b: { c: lambda((v: { q: string }) => v.q) } }),
    ).toExtend<Runnable<{ p: string; q: string }, { a: string; b: { c: string } }, unknown>>();
  });

  it('takes chains, and is the same however they are nested', () => {
    type Flat = Runnable<{ topic: unknown }, number>;
    expectTypeOf(chain(prompt, model, stringParser(), size)).toEqualTypeOf<Flat>();
    expectTypeOf(chain(chain(prompt, model), chain(stringParser(), size))).toEqualTypeOf<Flat>();
    expectTypeOf(prompt.pipe(model, stringParser(), size)).toEqualTypeOf<Flat>();
    expectTypeOf(prompt.pipe(model.pipe(stringParser().pipe(size)))).toEqualTypeOf<Flat>();
    expectTypeOf(
      chain(
        model,
        chain(
          stringParser(),
          lambda((text) => text.length),
        ),
      ),
    ).toEqualTypeOf<Runnable<ModelInput, number>>();
  });

  it('types nine steps, then the rest', () => {
    expectTypeOf(
      chain(
        prompt,
        model,
        stringParser(),
        upper,
        upper,
        upper,
        upper,
        upper,
        lambda((t) => t.length),
      ),
    ).toEqualTypeOf<Runnable<{ topic: unknown }, number>>();
    expectTypeOf(
      chain(prompt, model, stringParser(), upper, upper, upper, upper, upper, upper, upper, size),
    ).toEqualTypeOf<Runnable<{ topic: unknown }, unknown>>();
    expectTypeOf(
      model.pipe(
        stringParser(),
        upper,
        upper,
        upper,
        upper,
        upper,
        upper,
        upper,
        lambda((t) => t.length),
      ),
    ).toEqualTypeOf<Runnable<ModelInput, number>>();
  });

  it('takes lists', () => {
    const some: Runnable<string, string>[] = [];
    expectTypeOf(chain(...some)).toEqualTypeOf<Runnable<string, string>>();
    expectTypeOf(chain(upper, ...some)).toEqualTypeOf<Runnable<string, string>>();
    expectTypeOf(model.pipe(stringParser()).pipe(...some)).toEqualTypeOf<Runnable<ModelInput, string>>();
    const any: StepLike[] = [];
    expectTypeOf(chain(upper, ...any)).toEqualTypeOf<Runnable<string, unknown>>();
  });

  it('stands where a runnable is expected', () => {
    const one: Runnable<string, string> = chain(model, stringParser());
    const two: Runnable<string, string> = chain(
      { a: lambda((v: string) => v), b: upper },
      lambda((v) => v.a + v.b),
    );
    const three: () => Runnable<never, unknown> = () =>
      chain(
        size,
        lambda((n) => n + 1),
      );
    expectTypeOf([one, two, three]).not.toBeNever();
  });

  it('refuses a wrong order', () => {
    // @ts-expect-error a parser before the model
    chain(prompt, stringParser(), model);
    // @ts-expect-error documents are no input of a model
    chain(retriever, model);
    // @ts-expect-error in the middle
    chain(model, stringParser(), retriever, model);
    // @ts-expect-error a branch of a record
    chain(retriever, { reply: model, found: passthrough() });
    // @ts-expect-error a chain in a chain
    chain(retriever, chain(model, stringParser()));
    const ofChunk = lambda((chunk: AIMessageChunk) => chunk.id);
    // @ts-expect-error a function of the whole gets no chunks
    chain(model, ofChunk);
    const ofMessage = map((message: AIMessage) => message.id);
    // @ts-expect-error an operator gets no whole messages
    chain(model, ofMessage);
    // @ts-expect-error pipe refuses it too
    retriever.pipe(model);
    // @ts-expect-error and its second step
    model.pipe(stringParser(), prompt);
  });

  it('refuses what is no step', () => {
    // @ts-expect-error a number
    chain(prompt, 5);
    // @ts-expect-error a number first
    chain(5, model);
    const length = (text: string): number => text.length;
    // @ts-expect-error a function of a value wants lambda
    chain(length, upper);
    // @ts-expect-error behind another step too
    chain(upper, length);
    // @ts-expect-error in a record
    chain(upper, { text: 'fixed' });
  });

  it('refuses wrong keys', () => {
    const record = { context: retriever, question: passthrough<string>() };
    expectTypeOf(chain(record, pick('question'))).toEqualTypeOf<Runnable<string, string>>();
    // @ts-expect-error no such key
    chain(record, pick('answer'));
    // @ts-expect-error one of them
    chain(record, pick(['question', 'answer']));
    // @ts-expect-error the prompt wants another name
    chain(record, chatPrompt('{context} {query}'));
    // @ts-expect-error what assign adds wants another name
    chain(record, assign({ joke: prompt }));
  });
});
