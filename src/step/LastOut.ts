import type { OutOf } from './OutOf.ts';

/** What comes out as a whole behind the last of the steps when `In` goes into the first. */
export type LastOut<Steps extends readonly unknown[], In> = Steps extends readonly [
  infer First,
  ...infer Rest,
]
  ? LastOut<Rest, OutOf<First, In>>
  : In;
