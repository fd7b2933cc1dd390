export { type FakeChatModelOptions, type FakeReply, fakeChatModel } from './fakeChatModel.ts';
export { type FakeEmbeddingsOptions, fakeEmbeddings } from './fakeEmbeddings.ts';
export { fakeRetriever } from './fakeRetriever.ts';
export { sequentialIds } from './sequentialIds.ts';
