/**
 * The path itself as far as it leads somewhere in `T`, and from there on the keys that would: what a parameter is checked
 * against, so that a wrong key is told with the right ones.
 */
export type PathIn<T, Path extends readonly (string | number)[]> = Path extends readonly [
  infer Key,
  ...infer Rest extends readonly (string | number)[],
]
  ? Key extends KeyIn<T>
    ? readonly [Key, ...PathIn<Step<NonNullable<T>, Key>, Rest>]
    : readonly [KeyIn<T>, ...Rest]
  : readonly [];

type KeyIn<T> = unknown extends T
  ? string | number
  : NonNullable<T> extends readonly unknown[]
    ? number
    : NonNullable<T> extends object
      ? Extract<keyof NonNullable<T>, string | number>
      : never;

type Step<T, Key> = unknown extends T
  ? unknown
  : T extends readonly (infer Element)[]
    ? Element
    : Key extends keyof T
      ? T[Key]
      : never;
