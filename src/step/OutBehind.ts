import type { OutOf } from './OutOf.ts';

/** What comes out as a whole behind the last of the steps when `In` goes into the first. */
export type OutBehind<Steps extends readonly unknown[], In> = Steps extends readonly [
  infer First,
  ...infer Rest,
]
  ? OutBehind<Rest, OutOf<First, In>>
  : In;
