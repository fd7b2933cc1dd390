import { firstValueFrom, lastValueFrom } from 'rxjs';
import { z } from 'zod';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import type { Document } from '../../src/messages/Document.ts';
import type { ChatModel } from '../../src/models/chatModel.ts';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import type { Runnable } from '../../src/Runnable.ts';
import { branch } from '../../src/runnables/branch.ts';
import { chain } from '../../src/runnables/chain.ts';
import { emitEvent } from '../../src/runnables/emitEvent.ts';
import { generator } from '../../src/runnables/generator.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import { withFallbacks } from '../../src/runnables/withFallbacks.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { fakeRetriever } from '../../src/testing/fakeRetriever.ts';
import { tool } from '../../src/tools/tool.ts';
import type { EventScenario, ModelScript } from './EventScenario.ts';

/** The runnable that a scenario's `ts` line writes; `pace` sets ms before each token where the scenario sets none. */
export function runnableOf(scenario: EventScenario, pace?: number): Runnable<unknown, unknown> {
  const make = builders[scenario.name];
  if (make === undefined) throw new Error(`The scenario ${scenario.name} has no builder; write it from its "ts" line.`);
  const scripts = scenario.model ?? {};
  const models = 'chunks' in scripts ? { model: scripts as ModelScript } : (scripts as Readonly<Record<string, ModelScript>>);
  const made = Object.entries(models).map(([name, script]) => [name, modelOf({ ...(pace === undefined ? {} : { delayMs: pace }), ...script })]);
  return make(Object.fromEntries(made) as Models) as Runnable<unknown, unknown>;
}

type Models = Readonly<Record<'model' | 'modelA' | 'modelB', ChatModel>>;

function modelOf({ name, chunks, messageId, failAt, failWith, delayMs }: ModelScript): ChatModel {
  const reply = chunks.map((chunk) => {
    const fields = typeof chunk === 'string' ? { content: chunk } : { content: '', ...chunk };
    return aiChunk((messageId === undefined ? fields : { ...fields, id: messageId }) as Omit<AIMessageChunk, 'type'>);
  });
  return fakeChatModel(reply, { name, failAt, chunkDelay: delayMs, error: new Error(failWith) });
}

const doc = (pageContent: string, metadata: Readonly<Record<string, unknown>> = {}): Document => ({ pageContent, metadata });
const reversed = (text: string): string => [...text].reverse().join('');
const reverse_word = (): Runnable<string, string> => lambda(reversed, { name: 'reverse_word' });
const idOf = (digit: number): string => `00000000-0000-0000-0000-00000000000${digit}`;
const harrison = [doc('harrison worked at kensho'), doc('harrison likes spicy food')];
interface Countries {
  countries: { name: string; population: number }[];
}

const builders: Readonly<Record<string, (models: Models) => Runnable<never, unknown, unknown>>> = {
  acc_child_stream_async_in_async: () => {
    const add_one = lambda(function add_one(x: number) {
      return x + 1;
    });
    return lambda(async (x: number, config) => lastValueFrom(add_one.stream(x, config)), { name: 'add_one_proxy' });
  },
  acc_custom_event: () =>
    lambda(
      (x: number, config) => {
        emitEvent('event1', { x }, config);
        emitEvent('event2', 'foo', config);
        return x + 1;
      },
      { name: 'foo' },
    ),
  acc_function_tool: () =>
    chain(
      lambda(function foo() {
        return { x: 5 };
      }),
      tool(({ x }) => (x === 5 ? [doc('hello')] : []), {
        name: 'get_docs',
        description: 'gives a document',
        schema: z.object({ x: z.number() }),
      }),
    ),
  acc_generator: () =>
    generator(async function* generator() {
      yield '1';
      yield '2';
    }),
  acc_model_in_lambda_async: ({ model }) => {
    const mine = model.withConfig({ runName: 'my_model', tags: ['my_model'], metadata: { a: 'b' } });
    return lambda(async (x: string, config) => firstValueFrom(mine.invoke(x, config)), { name: 'ai_dont_stream' });
  },
  acc_retriever_formatter: () =>
    chain(
      fakeRetriever([doc('hello world!', { foo: 'bar' }), doc('goodbye world!', { food: 'spare' })]),
      lambda(function format_docs(docs: readonly Document[]) {
        return docs.map((d) => d.pageContent).join(', ');
      }),
    ),
  acc_run_ids: () => {
    const grandchild = lambda((x: string) => x, { name: 'grandchild' });
    const child = lambda((x: string, c) => grandchild.invoke(x, { ...c, runId: idOf(9) }), { name: 'child' });
    return lambda((x: string, c) => child.invoke(x, { ...c, runId: idOf(8) }), { name: 'parent' });
  },
  acc_simple_chain: ({ model }) =>
    chain(
      chatPrompt([
        ['system', 'You are Cat Agent 007'],
        ['human', '{question}'],
      ]).withConfig({ runName: 'my_template', tags: ['my_template'] }),
      model.withConfig({ runName: 'my_model', tags: ['my_model'], metadata: { a: 'b' } }),
    ).withConfig({ runName: 'my_chain', tags: ['my_chain'], metadata: { foo: 'bar' } }),
  acc_single_lambda: () =>
    lambda(function reverse(s: string) {
      return reversed(s);
    }),
  acc_tool_then_lambda: () =>
    chain(
      tool(({ a, b }) => a + b, {
        name: 'concat',
        description: 'joins two texts',
        schema: z.object({ a: z.string(), b: z.string() }),
      }),
      lambda(function reverse(s: string) {
        return reversed(s);
      }),
    ),
  acc_triple_lambda: () =>
    chain(
      lambda(reversed).withConfig({ runName: '1' }),
      lambda(reversed).withConfig({ runName: '2' }),
      lambda(reversed).withConfig({ runName: '3' }),
    ),
  branch_in_seq: () =>
    chain(
      lambda((x: number) => x + 1, { name: 'inc' }),
      branch(
        [[lambda((x: number) => x > 5), lambda(() => 'big', { name: 'big' })]],
        lambda(() => 'small', { name: 'small' }),
      ),
    ),
  error_in_chain: () =>
    chain(
      lambda((x: string) => x, { name: 'ok' }),
      lambda(function boom(): string {
        throw new Error('ERR');
      }),
      lambda((x: string) => x, { name: 'never' }),
    ),
  fallback_in_seq: ({ modelA, modelB }) => chain(withFallbacks(modelA, [modelB]), stringParser()),
  generator_empty: () =>
    chain(
      generator(async function* g(chunks: AsyncIterable<string>): AsyncGenerator<string> {
        for await (const chunk of chunks) if (chunk === 'never') yield chunk;
      }),
      stringParser(),
    ),
  json_in_parallel_then_lambda: ({ model }) =>
    chain(model, { j: jsonParser(), t: stringParser() }, lambda((x: unknown) => x, { name: 'ident' })),
  json_list_then_lambda: ({ model }) => chain(model, jsonParser(), lambda((x: unknown) => x, { name: 'ident' })),
  lambda_returns_runnable: ({ model }) => lambda((_: string) => chain(model, stringParser()), { name: 'router' }),
  model_tool_calls: ({ model }) => model,
  seed_bad_tool: () => {
    const reverse = reverse_word();
    return tool((word) => reverse.invoke(word), { name: 'bad_tool', description: 'forgets the config', schema: z.string() });
  },
  seed_correct_tool: () => {
    const reverse = reverse_word();
    return tool((word, config) => reverse.invoke(word, config), {
      name: 'correct_tool',
      description: 'hands the config on',
      schema: z.string(),
    });
  },
  seed_filter_names: named,
  seed_filter_tags: ({ model }) => chain(model, jsonParser()).withConfig({ tags: ['my_chain'] }),
  seed_filter_types: named,
  seed_generator_tail: ({ model }) =>
    chain(
      model,
      jsonParser<Countries>(),
      generator(async function* extract_streaming(chunks: AsyncIterable<{ countries?: { name?: string }[] }>) {
        const seen = new Set<string>();
        for await (const value of chunks) {
          for (const { name } of value?.countries ?? []) {
            if (name && !seen.has(name)) {
              seen.add(name);
              yield name;
            }
          }
        }
      }),
    ),
  seed_model_events: ({ model }) => model,
  seed_model_json: ({ model }) => chain(model, jsonParser()),
  seed_nonstreaming_tail: ({ model }) =>
    chain(
      model,
      jsonParser<Countries>(),
      lambda((value: Countries) => (Array.isArray(value?.countries) ? value.countries.map((c) => c.name) : ''), {
        name: 'extract',
      }),
    ),
  seed_prompt_model_str: ({ model }) => chain(chatPrompt('tell me a joke about {topic}'), model, stringParser()),
  seed_rag: ({ model }) =>
    chain(
      { context: fakeRetriever(harrison).withConfig({ runName: 'Docs' }), question: passthrough<string>() },
      chatPrompt('ctx {context}\nq {question}'),
      model,
      stringParser(),
    ),
  seed_retriever_stream: () => fakeRetriever(harrison),
  seed_reverse_and_double_chain: reverse_and_double,
  seed_reverse_and_double_lambda: reverse_and_double,
  tool_error: () =>
    tool(
      () => {
        throw new Error('tool broke');
      },
      { name: 'bad', description: 'fails', schema: z.object({ x: z.number() }) },
    ),
};

function named({ model }: Models): Runnable<never, unknown, unknown> {
  return chain(model.withConfig({ runName: 'model' }), jsonParser().withConfig({ runName: 'my_parser' }));
}

function reverse_and_double(): Runnable<string, string> {
  const reverse = reverse_word();
  return lambda(async (w: string, config) => (await firstValueFrom(reverse.invoke(w, config))).repeat(2), {
    name: 'reverse_and_double',
  });
}
