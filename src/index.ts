export type { AgentChunk, AgentMessage, ApprovalRequest, ToolStart } from './agents/AgentChunk.ts';
export type { AgentTool } from './agents/AgentTool.ts';
export { type AgentModel, type AgentOptions, agent } from './agents/agent.ts';
export type { Approval, ToolboxOptions } from './agents/Toolbox.ts';
export type { EventFilter } from './events/EventFilter.ts';
export type { RunEvent } from './events/RunEvent.ts';
export type { RunType } from './events/RunType.ts';
export type { AIMessage } from './messages/AIMessage.ts';
export type { AIMessageChunk } from './messages/AIMessageChunk.ts';
export { ai } from './messages/ai.ts';
export { aiChunk } from './messages/aiChunk.ts';
export type { ChatPromptValue } from './messages/ChatPromptValue.ts';
export type { ContentBlock } from './messages/ContentBlock.ts';
export type { Document } from './messages/Document.ts';
export type { Embeddings } from './messages/Embeddings.ts';
export type { HumanMessage } from './messages/HumanMessage.ts';
export { human } from './messages/human.ts';
export type { InvalidToolCall } from './messages/InvalidToolCall.ts';
export { isMessage } from './messages/isMessage.ts';
export type { Message } from './messages/Message.ts';
export type { MessageContent } from './messages/MessageContent.ts';
export type { PromptValue } from './messages/PromptValue.ts';
export type { StringPromptValue } from './messages/StringPromptValue.ts';
export type { SystemMessage } from './messages/SystemMessage.ts';
export { system } from './messages/system.ts';
export type { ToolCall } from './messages/ToolCall.ts';
export type { ToolCallChunk } from './messages/ToolCallChunk.ts';
export { textOf } from './messages/textOf.ts';
export { toolMessage } from './messages/toolMessage.ts';
export type { UsageMetadata } from './messages/UsageMetadata.ts';
export { type ChatModel, type ChatModelSpec, chatModel } from './models/chatModel.ts';
export type { MessageStore } from './models/MessageStore.ts';
export type { ModelCache } from './models/ModelCache.ts';
export type { ModelInput } from './models/ModelInput.ts';
export type { ModelOptions } from './models/ModelOptions.ts';
export { type MemoryCacheOptions, memoryCache } from './models/memoryCache.ts';
export { memoryMessageStore } from './models/memoryMessageStore.ts';
export type { JsonForm, StructuredOutputOptions } from './models/structuredOutput.ts';
export { type TextModelSpec, textModel } from './models/textModel.ts';
export { type CacheOptions, withCache } from './models/withCache.ts';
export { type MessageHistoryOptions, withMessageHistory } from './models/withMessageHistory.ts';
export { type RateLimitOptions, withRateLimit } from './models/withRateLimit.ts';
export { type JsonParserOptions, jsonParser } from './parsers/jsonParser.ts';
export { listParser } from './parsers/listParser.ts';
export type { ParsedToolCall, PartialToolCall, ReadyToolCall } from './parsers/ParsedToolCall.ts';
export { type ParserInput, stringParser } from './parsers/stringParser.ts';
export { type ToolCallsParserOptions, toolCallsParser } from './parsers/toolCallsParser.ts';
export { chatPrompt } from './prompts/chatPrompt.ts';
export { messagesPlaceholder } from './prompts/messagesPlaceholder.ts';
export { textPrompt } from './prompts/textPrompt.ts';
export { type Runnable, runnable } from './Runnable.ts';
export { RunnableError, type RunnableErrorCode, type RunnableErrorOptions } from './RunnableError.ts';
export type { DocumentFilter } from './retrievers/DocumentFilter.ts';
export { type KeywordRetrieverOptions, keywordRetriever } from './retrievers/keywordRetriever.ts';
export {
  type MemoryVectorStore,
  type MemoryVectorStoreOptions,
  memoryVectorStore,
  type RetrieverOptions,
  type ScoredDocument,
  type VectorSearchOptions,
  type VectorStoreData,
} from './retrievers/memoryVectorStore.ts';
export { type MergeOptions, mergeRetrievers } from './retrievers/mergeRetrievers.ts';
export { type RetrieverSpec, retriever } from './retrievers/retriever.ts';
export { type SplitOptions, splitText } from './retrievers/splitText.ts';
export type { BatchConfig, RunConfig, StreamEventsOptions } from './run/RunConfig.ts';
export type { RunStream } from './run/RunStream.ts';
export { asRun } from './runnables/asRun.ts';
export { assign } from './runnables/assign.ts';
export { branch } from './runnables/branch.ts';
export { chain } from './runnables/chain.ts';
export { type CurrentRun, currentRun } from './runnables/currentRun.ts';
export { type EachOptions, each } from './runnables/each.ts';
export { emitEvent } from './runnables/emitEvent.ts';
export { type ExecuteConfig, type Execution, execute } from './runnables/execute.ts';
export { type GeneratorOptions, generator } from './runnables/generator.ts';
export { type LambdaOptions, lambda } from './runnables/lambda.ts';
export { type OperatorOptions, operator } from './runnables/operator.ts';
export { parallel } from './runnables/parallel.ts';
export { passthrough } from './runnables/passthrough.ts';
export { pick } from './runnables/pick.ts';
export { type FallbackOptions, withFallbacks } from './runnables/withFallbacks.ts';
export { type RetryOptions, withRetry } from './runnables/withRetry.ts';
export { type TimeoutOptions, withTimeout } from './runnables/withTimeout.ts';
export { type Kernel, type Nothing, nothing, type Step } from './step/Step.ts';
export type { StepLike } from './step/StepLike.ts';
export type { StepRun } from './step/StepRun.ts';
export { type Tool, type ToolOptions, tool } from './tools/tool.ts';
