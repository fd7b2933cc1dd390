import { concat, concatMap, endWith, map, type Observable, take } from 'rxjs';
import { type ChatModel, chain, jsonParser } from '../src/index.ts';
import { sequentialIds } from '../src/testing/index.ts';
import { chunkLine } from './chunkLine.ts';
import { eventLine } from './eventLine.ts';
import { runExample } from './runExample.ts';
import { countriesQuestion } from './scriptedModel.ts';

/** 2.4 Chain, model and parser start; then each token of the model is followed by what the parser makes of it. */
export function chainEvents(model: ChatModel): Observable<string> {
  const countries = chain(model, jsonParser());
  const events = () =>
    countries.streamEvents(countriesQuestion, { version: 'v2', newRunId: sequentialIds() });
  return concat(
    events().pipe(take(3), map(eventLine), endWith('...\n')),
    events().pipe(take(31), concatMap(chunkLine), endWith('...\n')),
  );
}

if (import.meta.main) await runExample(chainEvents);
