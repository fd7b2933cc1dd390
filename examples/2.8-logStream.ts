import { concat, concatMap, endWith, from, last, map, type Observable, take } from 'rxjs';
import { foldRunLog, toRunLog } from '../operators/index.ts';
import { type ChatModel, chain, jsonParser } from '../src/index.ts';
import { sequentialIds } from '../src/testing/index.ts';
import { runExample } from './runExample.ts';
import { type Countries, countriesQuestion } from './scriptedModel.ts';

/** 2.8 The same events as JSON Patches; joined they are the log of the run. */
export function logStream(model: ChatModel): Observable<string> {
  const countries = chain(model, jsonParser<Countries>());
  const patches = () =>
    countries.streamEvents(countriesQuestion, { newRunId: sequentialIds() }).pipe(toRunLog());
  return concat(
    patches().pipe(
      concatMap((patch) => from(patch)),
      take(9),
      map(({ op, path, value }) => `${op} "${path}" ${withoutTimes(value)}\n`),
      endWith('...\n'),
    ),
    patches().pipe(
      foldRunLog(),
      last(),
      map(({ final_output, logs }) => `${JSON.stringify({ final_output, logs: Object.keys(logs) })}\n`),
    ),
  );
}

function withoutTimes(value: unknown): string {
  return JSON.stringify(value, (key, member) => (key === 'start_time' ? '...' : member));
}

if (import.meta.main) await runExample(logStream);
