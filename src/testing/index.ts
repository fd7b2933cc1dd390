export type { EventsExpectation } from './expectEvents.ts';
export type { RunExpectation } from './expectRun.ts';
export {
  type FakeChatModel,
  type FakeChatModelOptions,
  type FakeReply,
  fakeChatModel,
} from './fakeChatModel.ts';
export { type FakeEmbeddingsOptions, fakeEmbeddings } from './fakeEmbeddings.ts';
export { fakeRetriever } from './fakeRetriever.ts';
export type { MarbleModel, MarbleModelCall } from './marbleModel.ts';
export type { MarbleRetriever, MarbleRetrieverCall } from './marbleRetriever.ts';
export { type Marbles, type MarblesOptions, marbles } from './marbles.ts';
export type { MarbleTool, MarbleToolCall } from './marbleTool.ts';
export { type RecordedEvent, recordEvents } from './recordEvents.ts';
export { type RunRecord, recordRun } from './recordRun.ts';
export type { SubscriptionLog } from './SubscriptionLog.ts';
export { sequentialIds } from './sequentialIds.ts';
