import { concat, concatMap, endWith, map, type Observable, take } from 'rxjs';
import { type ChatModel, chain, jsonParser, lambda } from '../src/index.ts';
import { chunkLine } from './chunkLine.ts';
import { runExample } from './runExample.ts';
import { type Countries, countriesQuestion } from './scriptedModel.ts';

/** 2.6 The function at the end makes one chunk of the chain's output; its events still show every token inside. */
export function nonStreamingTail(model: ChatModel): Observable<string> {
  const names = lambda((value: Countries) => value?.countries?.map((country) => country.name) ?? '', {
    name: '_extract_country_names',
  });
  const countries = chain(model, jsonParser<Countries>(), names);
  return concat(
    countries.stream(countriesQuestion).pipe(
      map((chunk) => `${JSON.stringify(chunk)}|`),
      endWith('\n'),
    ),
    countries
      .streamEvents(countriesQuestion, { version: 'v2' })
      .pipe(take(31), concatMap(chunkLine), endWith('...\n')),
  );
}

if (import.meta.main) await runExample(nonStreamingTail);
