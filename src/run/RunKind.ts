import type { RunType } from '../events/RunType.ts';
import type { RunConfig } from './RunConfig.ts';

/** What a run needs to know of the step that it executes. Data, so that the door knows no step by name. */
export interface RunKind {
  readonly name: string;
  readonly type: RunType;
  readonly config?: RunConfig | undefined;
  /** Which runs tell their chunks (default 'streamed'); 'root' when nothing is above them, 'always' also when invoked. */
  readonly tells?: 'streamed' | 'always' | 'root' | 'never' | undefined;
  /** How a run of this kind writes its values into events, where that is not the value itself. */
  readonly payload?: Payload | undefined;
}

export interface Payload {
  readonly input?: (value: never) => unknown;
  readonly chunk?: (chunk: never) => unknown;
  readonly output?: (value: never) => unknown;
}
