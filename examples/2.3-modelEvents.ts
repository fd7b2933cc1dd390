import { concatMap, from, type Observable, toArray } from 'rxjs';
import type { ChatModel } from '../src/index.ts';
import { sequentialIds } from '../src/testing/index.ts';
import { eventLine } from './eventLine.ts';
import { runExample } from './runExample.ts';

/** 2.3 A model tells its start, each token and its end. */
export function modelEvents(model: ChatModel): Observable<string> {
  return model.streamEvents('hello', { version: 'v2', newRunId: sequentialIds() }).pipe(
    toArray(),
    concatMap((events) =>
      from([...events.slice(0, 3).map(eventLine), '...\n', ...events.slice(-2).map(eventLine)]),
    ),
  );
}

if (import.meta.main) await runExample(modelEvents);
