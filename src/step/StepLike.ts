import type { OperatorFunction } from 'rxjs';
import type { Invocable } from './Invocable.ts';

/**
 * What can stand in a chain: a runnable, an RxJS operator, or a record of such, which run side by side. With type arguments:
 * what can stand behind a step that gives `In` whole and streams `ChunkIn`.
 */
export type StepLike<In = never, ChunkIn = In> =
  | Invocable<In, unknown, unknown>
  | OperatorFunction<ChunkIn, unknown>
  | StepRecord<In, ChunkIn>;

export interface StepRecord<In = never, ChunkIn = In> {
  readonly [key: string]: StepLike<In, ChunkIn>;
}
