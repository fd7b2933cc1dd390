import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { DeepPartial } from '../../operators/DeepPartial.ts';
import type { AgentChunk, AgentMessage } from '../../src/agents/AgentChunk.ts';
import { agent } from '../../src/agents/agent.ts';
import type { AIMessage } from '../../src/messages/AIMessage.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import type { Document } from '../../src/messages/Document.ts';
import { type ChatModel, chatModel } from '../../src/models/chatModel.ts';
import type { ModelInput } from '../../src/models/ModelInput.ts';
import { memoryMessageStore } from '../../src/models/memoryMessageStore.ts';
import { withCache } from '../../src/models/withCache.ts';
import { withMessageHistory } from '../../src/models/withMessageHistory.ts';
import type { ParsedToolCall, ReadyToolCall } from '../../src/parsers/ParsedToolCall.ts';
import { toolCallsParser } from '../../src/parsers/toolCallsParser.ts';
import type { Runnable } from '../../src/Runnable.ts';
import { keywordRetriever } from '../../src/retrievers/keywordRetriever.ts';
import { mergeRetrievers } from '../../src/retrievers/mergeRetrievers.ts';
import { splitText } from '../../src/retrievers/splitText.ts';
import { chain } from '../../src/runnables/chain.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { tool } from '../../src/tools/tool.ts';

const model = chatModel({ name: 'model', generate: () => 'hi' });
const country = z.object({ name: z.string(), size: z.number() });
type Country = z.infer<typeof country>;

describe('agent', () => {
  const add = tool(({ a }) => a, { name: 'add', description: '', schema: z.object({ a: z.number() }) });

  it('takes tools of different inputs, and streams a union', () => {
    const shout = tool((text) => text, { name: 'shout', description: '', schema: z.string() });
    const helper = agent({ model, tools: [add, shout] });
    expectTypeOf(helper).toEqualTypeOf<Runnable<ModelInput, AgentMessage[], AgentChunk>>();
    helper.stream('x').subscribe((chunk) => {
      if (chunk.type === 'tool_start') expectTypeOf(chunk.call.name).toEqualTypeOf<string>();
      if (chunk.type === 'ai_chunk') expectTypeOf(chunk).toEqualTypeOf<AIMessageChunk>();
    });
  });

  it('takes a model that is wrapped, and no parser', () => {
    agent({ model: withRetry(model), tools: [] });
    // @ts-expect-error a text is no reply
    agent({ model: chain(model, (source) => source), tools: [] });
    // @ts-expect-error no such way
    agent({ model, tools: [add], onToolError: 'ignore' });
  });

  it('gives needsApproval the output of the schema', () => {
    tool(() => 1, {
      name: 'a',
      description: '',
      schema: z.object({ n: z.string().transform(Number) }),
      needsApproval: ({ n }) => {
        expectTypeOf(n).toEqualTypeOf<number>();
        return n > 1;
      },
    });
  });
});

describe('models', () => {
  it('structured output streams parts of the value', () => {
    expectTypeOf(model.withStructuredOutput(country)).toEqualTypeOf<
      Runnable<ModelInput, Country, DeepPartial<Country>>
    >();
    // @ts-expect-error no such method
    model.withStructuredOutput(country, { method: 'yaml' });
  });

  it('what stands around a model is a model, or what it is around', () => {
    expectTypeOf(withCache(model)).toEqualTypeOf<ChatModel>();
    const history = { store: memoryMessageStore(), session: 's' };
    expectTypeOf(withMessageHistory(model, history)).toEqualTypeOf<
      Runnable<ModelInput, AIMessage, AIMessageChunk>
    >();
    // @ts-expect-error not a chat model
    withCache(withRetry(model));
  });
});

describe('toolCallsParser', () => {
  it('has calls that are partial or ready', () => {
    interface Args {
      city: string;
    }
    expectTypeOf(toolCallsParser<Args>()).toEqualTypeOf<
      Runnable<AIMessage | AIMessageChunk, readonly ReadyToolCall<Args>[], readonly ParsedToolCall<Args>[]>
    >();
    chain(model, toolCallsParser<Args>())
      .stream('x')
      .subscribe(([call]) => {
        if (call?.status === 'ready') expectTypeOf(call.args).toEqualTypeOf<Args>();
        if (call?.status === 'partial') expectTypeOf(call.args).toEqualTypeOf<DeepPartial<Args>>();
      });
  });
});

describe('retrieval', () => {
  it('is runnables from a query to documents', () => {
    const find = keywordRetriever([]);
    expectTypeOf(mergeRetrievers([find])).toEqualTypeOf<Runnable<string, Document[]>>();
    // @ts-expect-error a model finds no documents
    mergeRetrievers([model]);
    expectTypeOf(splitText('x')).toEqualTypeOf<string[]>();
    expectTypeOf(splitText([])).toEqualTypeOf<Document[]>();
  });
});
