import fc from 'fast-check';
import { lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import type { ToolCallChunk } from '../../src/messages/ToolCallChunk.ts';
import { type ChatModelSpec, chatModel } from '../../src/models/chatModel.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { chain } from '../../src/runnables/chain.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { marbles } from '../../src/testing/marbles.ts';

const country = z.object({ name: z.string(), population: z.number() });
const piece = (...tool_call_chunks: ToolCallChunk[]) => aiChunk({ content: '', tool_call_chunks });

/** The options that a call is made with, without the signal. */
const optionsOf = async (
  ask: (model: ReturnType<typeof chatModel>) => unknown,
  spec: Partial<ChatModelSpec> = {},
) => {
  const seen: unknown[] = [];
  const model = chatModel({
    name: 'model',
    stream: (_, { signal: _signal, ...options }) => {
      seen.push(options);
      return of(aiChunk('{"name":"France","population":68}'));
    },
    ...spec,
  });
  await lastValueFrom(ask(model) as never, { defaultValue: undefined }).catch(() => undefined);
  return seen;
};

const failureOf = (stream: ReturnType<ReturnType<typeof fakeChatModel>['stream']> | unknown) =>
  lastValueFrom(stream as never).then(
    () => {
      throw new Error('it did not fail');
    },
    (error: { code: string; partial?: unknown; message: string }) => error,
  );

describe('withStructuredOutput', () => {
  it(
    'json: streams the value as it grows, and ends with the one that has passed',
    marbles((m) => {
      const model = m.model('-a-b-c-|', { a: '{"name": "Fr', b: 'ance", ', c: '"population": 68}' });
      m.expectObservable(model.withStructuredOutput(country, { method: 'json' }).stream('hi')).toBe(
        '-a-b-c-|',
        {
          a: { name: 'Fr' },
          b: { name: 'France' },
          c: { name: 'France', population: 68 },
        },
      );
      const again = m.model('-a|', { a: '{"name": "France", "population": 68}' });
      m.expectObservable(again.withStructuredOutput(country, { method: 'json' }).invoke('hi')).toBe(
        '--(x|)',
        {
          x: { name: 'France', population: 68 },
        },
      );
    }),
  );

  it(
    'tool: the arguments of the call are the value',
    marbles((m) => {
      const model = m.model('-a-b-c-|', {
        a: piece({ index: 0, id: 'c1', name: 'answer', args: '{"name": ' }),
        b: piece({ index: 0, args: '"Fran' }),
        c: piece({ index: 0, args: 'ce", "population": 68}' }),
      });
      m.expectObservable(model.withStructuredOutput(country).stream('hi')).toBe('-a-b-c-|', {
        a: {},
        b: { name: 'Fran' },
        c: { name: 'France', population: 68 },
      });
      m.flush();
      const parameters = {
        type: 'object',
        properties: { name: { type: 'string' }, population: { type: 'number' } },
        required: ['name', 'population'],
      };
      expect(model.calls[0]!.options).toMatchObject({
        tools: [{ name: 'answer', parameters }],
        tool_choice: 'answer',
        parallel_tool_calls: false,
      });
    }),
  );

  it('asks in the way that the method, or the provider, says', async () => {
    const schema = { type: 'object', properties: expect.anything(), required: ['name', 'population'] };
    expect(
      await optionsOf((model) =>
        model.withStructuredOutput(country, { method: 'json', name: 'land', strict: true }).invoke('hi'),
      ),
    ).toEqual([
      { response_format: { type: 'json_schema', json_schema: { name: 'land', schema, strict: true } } },
    ]);
    const jsonOptions: ChatModelSpec['jsonOptions'] = (form) => ({ format: form });
    expect(
      await optionsOf((model) => model.withStructuredOutput(country).invoke('hi'), {
        jsonOptions,
        options: { seed: 1 },
      }),
    ).toEqual([{ seed: 1, format: { name: 'answer', schema } }]);
    const [options] = await optionsOf(
      (model) =>
        model.withOptions({ seed: 2 }).withStructuredOutput(country, { method: 'tool' }).invoke('hi'),
      { jsonOptions },
    );
    expect(options).toMatchObject({ seed: 2, tool_choice: 'answer' });
  });

  it('what is no record stands under `input` on the wire', async () => {
    const names = z.array(z.string());
    const json = fakeChatModel(['{"input": ["a"', ', "b"]}']).withStructuredOutput(names, { method: 'json' });
    expect(await lastValueFrom(json.stream('hi').pipe(toArray()))).toEqual([['a'], ['a', 'b']]);
    const tool = fakeChatModel([piece({ index: 0, name: 'answer', args: '{"input": ["a"]}' })]);
    expect(await lastValueFrom(tool.withStructuredOutput(names).invoke('hi'))).toEqual(['a']);
    const [options] = await optionsOf((model) => model.withStructuredOutput(names).invoke('hi'));
    expect(options).toMatchObject({
      tools: [
        { parameters: { type: 'object', properties: { input: { type: 'array' } }, required: ['input'] } },
      ],
    });
  });

  it('the schema may transform the last value', async () => {
    const upper = z.object({ name: z.string().transform((name) => name.toUpperCase()) });
    const model = fakeChatModel(['{"name": "Fr', 'ance"}']).withStructuredOutput(upper, { method: 'json' });
    expect(await lastValueFrom(model.stream('hi').pipe(toArray()))).toEqual([
      { name: 'Fr' },
      { name: 'France' },
      { name: 'FRANCE' },
    ]);
  });

  it('a value that does not fit, is cut off, or is none fails with what there was', async () => {
    const json = (text: string) =>
      fakeChatModel([text]).withStructuredOutput(country, { method: 'json' }).stream('hi');
    const call = (args: string, name = 'answer') =>
      fakeChatModel([piece({ index: 0, name, args })])
        .withStructuredOutput(country)
        .stream('hi');
    expect(await failureOf(json('{"name": 1}'))).toMatchObject({
      code: 'schema_mismatch',
      partial: { name: 1 },
    });
    expect(await failureOf(json('{"name": "Fr'))).toMatchObject({
      code: 'json_truncated',
      partial: { name: 'Fr' },
    });
    expect(await failureOf(json('Sorry.'))).toMatchObject({ code: 'json_no_json' });
    expect(await failureOf(call('{"name": "Fr'))).toMatchObject({
      code: 'bad_arguments',
      partial: { name: 'Fr' },
    });
    expect(await failureOf(call('{"name": "France"}'))).toMatchObject({ code: 'schema_mismatch' });
    expect(await failureOf(call('{}', 'other'))).toMatchObject({ code: 'no_output' });
    expect(await failureOf(fakeChatModel('Sorry.').withStructuredOutput(country).stream('hi'))).toMatchObject(
      {
        code: 'no_output',
      },
    );
  });

  it('is a chain of the model and a parser, and stands in chains', async () => {
    const asked = chain(
      chatPrompt('about {topic}'),
      fakeChatModel(['{"name": "France", "population": 68}']).withStructuredOutput(country, {
        method: 'json',
      }),
    );
    const events = await lastValueFrom(
      asked.streamEvents({ topic: 'x' }, { includeTypes: ['parser'] }).pipe(toArray()),
    );
    expect(events.map(({ event, name }) => `${event} ${name}`)).toEqual([
      'on_parser_start StructuredOutputParser',
      'on_parser_stream StructuredOutputParser',
      'on_parser_end StructuredOutputParser',
    ]);
    expect(await lastValueFrom(asked.invoke({ topic: 'x' }))).toEqual({ name: 'France', population: 68 });
  });

  it('gives the same however the reply is cut, by both methods, streamed or invoked', async () => {
    const value = fc.record({ name: fc.string(), population: fc.integer() });
    await fc.assert(
      fc.asyncProperty(value, fc.integer({ min: 1, max: 9 }), async (expected, width) => {
        const parts = JSON.stringify(expected).match(new RegExp(`[\\s\\S]{1,${width}}`, 'g')) ?? [];
        const json = fakeChatModel(parts).withStructuredOutput(country, { method: 'json' });
        const tool = fakeChatModel(
          parts.map((args, i) => piece({ index: 0, ...(i === 0 && { name: 'answer' }), args })),
        ).withStructuredOutput(country);
        for (const model of [json, tool]) {
          expect(await lastValueFrom(model.stream('hi'))).toEqual(expected);
          expect(await lastValueFrom(model.invoke('hi'))).toEqual(expected);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a schema that has no JSON Schema', () => {
    expect(() => fakeChatModel('x').withStructuredOutput({ parse: 1, '~standard': {} } as never)).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
  });
});
