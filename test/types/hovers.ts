import { map } from 'rxjs';
import {
  type AIMessage,
  type AIMessageChunk,
  assign,
  branch,
  chain,
  chatPrompt,
  type Document,
  jsonParser,
  lambda,
  type ModelInput,
  passthrough,
  pick,
  type Runnable,
  stringParser,
  withFallbacks,
} from '../../src/index.ts';

interface Countries {
  readonly countries: readonly { readonly name: string }[];
}

declare const model: Runnable<ModelInput, AIMessage, AIMessageChunk>;
declare const retriever: Runnable<string, Document[]>;

/** Expressions whose quick-info texts are pinned. Nothing calls it. */
export function hovers(): unknown[] {
  const prompt = chatPrompt('tell me a joke about {topic}');
  const joke = chain(prompt, model, stringParser());
  const piped = prompt.pipe(model);
  const countries = chain(
    model,
    jsonParser<Countries>(),
    lambda((value) => value.countries.map((country) => country.name)),
  );
  const record = chain({ context: retriever, question: passthrough() });
  const question = record.pipe(pick('question'));
  const assigned = record.pipe(assign({ count: lambda((value) => value.context.length) }));
  const lengths = chain(
    model,
    map((chunk) => chunk.content.length),
  );
  const branched = branch(
    [[lambda((text: string) => text.length > 9), retriever]],
    lambda((text: string) => text.length),
  );
  const careful = withFallbacks(retriever, [stringParser()]);
  const picked = pick('question');
  const streamed = joke.stream({ topic: 'parrot' });
  return [piped, countries, question, assigned, lengths, branched, careful, picked, streamed];
}
