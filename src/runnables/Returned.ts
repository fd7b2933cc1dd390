import type { Observable } from 'rxjs';
import type { Invocable } from '../step/Invocable.ts';

/** What the result of a user function becomes: the whole that an invoke gives, and the chunks that a stream gives. */
export type Returned<Result> = [unknown] extends [Result]
  ? { out: Result; chunk: Result }
  : Awaited<Result> extends infer R
    ? R extends Invocable<never, infer Out, infer Chunk>
      ? { out: Out; chunk: Chunk }
      : R extends Observable<infer T>
        ? { out: T; chunk: T }
        : R extends AsyncIterable<infer T>
          ? { out: T; chunk: T }
          : { out: R; chunk: R }
    : never;
