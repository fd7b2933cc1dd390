import type { Observable } from 'rxjs';
import type { Runnable } from '../Runnable.ts';

/** What a user function's result becomes: the whole that an invoke gives, and the chunks that a stream gives. */
export type Returned<Result> =
  Awaited<Result> extends infer R
    ? R extends Runnable<never, infer Out, infer Chunk>
      ? { out: Out; chunk: Chunk }
      : R extends Observable<infer T>
        ? { out: T; chunk: T }
        : R extends AsyncIterable<infer T>
          ? { out: T; chunk: T }
          : { out: R; chunk: R }
    : never;
