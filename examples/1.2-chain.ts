import { endWith, map, type Observable } from 'rxjs';
import { type ChatModel, chain, chatPrompt, stringParser } from '../src/index.ts';
import { runExample } from './runExample.ts';

/** 1.2 Prompt, model and parser in one pipe: every token goes through all of them at once. */
export function joke(model: ChatModel): Observable<string> {
  const prompt = chatPrompt('tell me a joke about {topic}');
  return chain(prompt, model, stringParser())
    .stream({ topic: 'parrot' })
    .pipe(
      map((text) => `${text}|`),
      endWith('\n'),
    );
}

if (import.meta.main) await runExample(joke);
