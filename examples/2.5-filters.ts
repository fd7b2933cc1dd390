import { concat, endWith, map, type Observable, startWith, take } from 'rxjs';
import { type ChatModel, chain, type EventFilter, jsonParser, type Runnable } from '../src/index.ts';
import { sequentialIds } from '../src/testing/index.ts';
import { eventLine } from './eventLine.ts';
import { runExample } from './runExample.ts';
import { countriesQuestion } from './scriptedModel.ts';

/** 2.5 Events by the name, the type or the tag of their run. */
export function filters(model: ChatModel): Observable<string> {
  const named = chain(
    model.withConfig({ runName: 'model' }),
    jsonParser().withConfig({ runName: 'my_parser' }),
  );
  const tagged = chain(model, jsonParser()).withConfig({ tags: ['my_chain'] });
  return concat(
    shown('By name\n', named, { includeNames: ['my_parser'] }),
    shown('\nBy type\n', named, { includeTypes: ['chat_model'] }),
    shown('\nBy tag\n', tagged, { includeTags: ['my_chain'] }),
  );
}

function shown(title: string, runnable: Runnable<string, unknown>, filter: EventFilter): Observable<string> {
  return runnable
    .streamEvents(countriesQuestion, { version: 'v2', newRunId: sequentialIds(), ...filter })
    .pipe(take(11), map(eventLine), startWith(title), endWith('...\n'));
}

if (import.meta.main) await runExample(filters);
