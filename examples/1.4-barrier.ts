import { endWith, map, type Observable } from 'rxjs';
import { type ChatModel, chain, jsonParser, lambda } from '../src/index.ts';
import { runExample } from './runExample.ts';
import { type Countries, countriesQuestion } from './scriptedModel.ts';

/** 1.4 A function wants its whole input: it is called once, with the last snapshot, and the chain gives one chunk. */
export function barrier(model: ChatModel): Observable<string> {
  const names = lambda((value: Countries) => value?.countries?.map((country) => country.name) ?? '', {
    name: '_extract_country_names',
  });
  return chain(model, jsonParser<Countries>(), names)
    .stream(countriesQuestion)
    .pipe(
      map((chunk) => `${JSON.stringify(chunk)}|`),
      endWith('\n'),
    );
}

if (import.meta.main) await runExample(barrier);
