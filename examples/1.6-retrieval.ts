import { lastValueFrom, toArray } from 'rxjs';
import {
  type ChatModel,
  chain,
  chatPrompt,
  memoryVectorStore,
  passthrough,
  stringParser,
} from '../src/index.ts';
import { fakeEmbeddings } from '../src/testing/index.ts';
import { runExample } from './runExample.ts';

/** 1.6 A retriever has one chunk to give; a chain with one in it still streams from its last barrier on. */
export async function* retrieval(model: ChatModel): AsyncIterable<string> {
  const store = memoryVectorStore(fakeEmbeddings());
  await store.addTexts(['harrison worked at kensho', 'harrison likes spicy food']);
  const retriever = store.asRetriever();

  const chunks = await lastValueFrom(retriever.stream('where did harrison work?').pipe(toArray()));
  yield `${JSON.stringify(chunks)}\n`;

  const prompt = chatPrompt(
    'Answer the question based only on the following context:\n{context}\n\nQuestion: {question}\n',
  );
  const answer = chain(
    { context: retriever.withConfig({ runName: 'Docs' }), question: passthrough<string>() },
    prompt,
    model,
    stringParser(),
  );
  const question = 'Where did harrison work? Write 3 made up sentences about this place.';
  for await (const text of answer.stream(question)) yield `${text}|`;
  yield '\n';
}

if (import.meta.main) await runExample(retrieval);
