import type { ValueAt } from './ValueAt.ts';

/**
 * The path itself as far as it leads somewhere in `T`, and from there on the keys that would: what a parameter is checked
 * against, so that a wrong key is told with the right ones.
 */
export type PathIn<T, Path extends readonly (string | number)[]> = Path extends readonly [
  infer Key extends string | number,
  ...infer Rest extends readonly (string | number)[],
]
  ? Key extends KeyIn<T>
    ? readonly [Key, ...PathIn<ValueAt<T, [Key]>, Rest>]
    : readonly [KeyIn<T>, ...Rest]
  : readonly [];

type KeyIn<T> = unknown extends T
  ? string | number
  : NonNullable<T> extends readonly unknown[]
    ? number
    : NonNullable<T> extends object
      ? Extract<keyof NonNullable<T>, string | number>
      : never;
