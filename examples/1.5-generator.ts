import { concat, concatMap, distinct, endWith, filter, map, type Observable } from 'rxjs';
import type { DeepPartial } from '../operators/index.ts';
import { type ChatModel, chain, generator, jsonParser, operator } from '../src/index.ts';
import { runExample } from './runExample.ts';
import { type Countries, countriesQuestion } from './scriptedModel.ts';

type Snapshot = DeepPartial<Countries>;

/** 1.5 A generator reads the snapshots one by one, and so does an RxJS operator: names come as soon as they are known. */
export function streamingNames(model: ChatModel): Observable<string> {
  const generated = chain(model, jsonParser<Countries>(), generator(_extract_country_names_streaming));
  const piped = chain(model, jsonParser<Countries>(), operator(extractNames, { name: 'extract' }));
  return concat(printed(generated.stream(countriesQuestion)), printed(piped.stream(countriesQuestion)));
}

async function* _extract_country_names_streaming(snapshots: AsyncIterable<Snapshot>): AsyncIterable<string> {
  const seen = new Set<string>();
  for await (const snapshot of snapshots) {
    for (const country of snapshot?.countries ?? []) {
      if (!country?.name || seen.has(country.name)) continue;
      seen.add(country.name);
      yield country.name;
    }
  }
}

function extractNames(snapshots: Observable<Snapshot>): Observable<string> {
  return snapshots.pipe(
    concatMap((snapshot) => snapshot?.countries ?? []),
    map((country) => country?.name ?? ''),
    filter(Boolean),
    distinct(),
  );
}

function printed(names: Observable<string>): Observable<string> {
  return names.pipe(
    map((name) => `${name}|`),
    endWith('\n'),
  );
}

if (import.meta.main) await runExample(streamingNames);
