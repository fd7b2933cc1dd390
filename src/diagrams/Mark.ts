import type { Lane } from './Lane.ts';

/** Something to be drawn on a lane: a sign, or a chunk with its printed value. */
export interface Mark {
  readonly lane: Lane;
  readonly sign: '^' | 'chunk' | '|' | '#' | '!';
  /** Of a chunk its printed value, of an error its name and message. */
  readonly text: string;
}
