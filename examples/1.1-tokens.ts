import { addChunks } from '../operators/index.ts';
import { type AIMessageChunk, type ChatModel, textOf } from '../src/index.ts';
import { sequentialIds } from '../src/testing/index.ts';
import { runExample } from './runExample.ts';

/** 1.1 The tokens of a model are messages, as they come; they add up. */
export async function* tokens(model: ChatModel): AsyncIterable<string> {
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of model.stream('what color is the sky?', { newRunId: sequentialIds() })) {
    chunks.push(chunk);
    yield `${textOf(chunk)}|`;
  }
  yield `\n${JSON.stringify(chunks[0])}\n`;
  yield `${JSON.stringify(chunks.slice(0, 5).reduce(addChunks))}\n`;
}

if (import.meta.main) await runExample(tokens);
