import { map, type Observable } from 'rxjs';
import { type ChatModel, chain, jsonParser } from '../src/index.ts';
import { runExample } from './runExample.ts';
import { type Countries, countriesQuestion } from './scriptedModel.ts';

/** 1.3 The parser completes what has come so far: snapshots that grow. */
export function json(model: ChatModel): Observable<string> {
  return chain(model, jsonParser<Countries>())
    .stream(countriesQuestion)
    .pipe(map((snapshot) => `${JSON.stringify(snapshot)}\n`));
}

if (import.meta.main) await runExample(json);
