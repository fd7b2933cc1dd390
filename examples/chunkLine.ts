import { EMPTY, type Observable, of } from 'rxjs';
import type { RunEvent } from '../src/index.ts';

/**
 * What a model or a parser has just streamed, as a line; nothing for every other event.
 *
 * @example
 * chain.streamEvents(question).pipe(concatMap(chunkLine)).subscribe((line) => process.stdout.write(line));
 */
export function chunkLine(event: RunEvent): Observable<string> {
  if (event.event === 'on_chat_model_stream') {
    return of(`Chat model chunk: ${JSON.stringify(event.data.chunk.content)}\n`);
  }
  if (event.event === 'on_parser_stream') return of(`Parser chunk: ${JSON.stringify(event.data.chunk)}\n`);
  return EMPTY;
}
