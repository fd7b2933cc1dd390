// Names that fragments in the docs use without saying where they come from; a fragment that uses one is compiled, not run.
import {
  type AIMessageChunk,
  type ChatModel,
  type ChatPromptValue,
  chain,
  chatPrompt,
  type Document,
  type Embeddings,
  lambda,
  type RunEvent,
  type Runnable,
  stringParser,
} from '../../src/index.ts';
import { fakeChatModel, fakeEmbeddings, fakeRetriever } from '../../src/testing/index.ts';

export { it } from 'vitest';

export interface Countries {
  countries: { name: string; population: number }[];
}

export const model: ChatModel = fakeChatModel('Hello');
export const backupModel: ChatModel = fakeChatModel('Hi');
export const fasterModel: ChatModel = fakeChatModel('Hey');
// biome-ignore lint/suspicious/noExplicitAny: as above.
export const prompt: Runnable<any, ChatPromptValue> = chatPrompt('tell me a joke about {topic}');
// biome-ignore lint/suspicious/noExplicitAny: fragments call it with what they like.
const exampleChain: Runnable<any, string> = chain(prompt, model, stringParser());
const exampleRetriever: Runnable<string, Document[]> = fakeRetriever([]);

export { exampleChain as chain, exampleRetriever as retriever };
export const embeddings: Embeddings = fakeEmbeddings();
export const documents: readonly Document[] = [];
export const answer: Runnable<string, string> = lambda((question: string) => question, { name: 'answer' });
export const smallTalk: Runnable<string, string> = lambda(() => 'Nice weather.', { name: 'smallTalk' });
export const sources: Runnable<string, Document[]> = exampleRetriever;
export const events: { next(event: RunEvent): void } = { next: () => undefined };
export const event = undefined as unknown as RunEvent;
export const input: string = '';
export const runId: string = '';
export const question: string = '';
export const url: string = '';
export const chunks: readonly AIMessageChunk[] = [];
export const search = (query: string): Promise<readonly Document[]> =>
  Promise.resolve([{ pageContent: query, metadata: {} }]);
const take = (..._values: readonly unknown[]): void => undefined;
export const show = (...values: readonly unknown[]): void => take(values);
export const render = (...values: readonly unknown[]): void => take(values);
export const print = (...values: readonly unknown[]): void => take(values);
export const report = (...values: readonly unknown[]): void => take(values);
export const showUsage = (...values: readonly unknown[]): void => take(values);
export const socket = { write: (_text: unknown): Promise<void> => Promise.resolve() };
export const request = undefined as never;
export const messages = undefined as never;
