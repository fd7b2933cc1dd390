/** The type of what stands at a path in `T`; `unknown` where `T` is not known, `never` where there is no such place. */
export type ValueAt<T, Path extends readonly (string | number)[]> = unknown extends T
  ? unknown
  : Path extends readonly [infer Key, ...infer Rest extends readonly (string | number)[]]
    ? ValueAt<Member<NonNullable<T>, Key>, Rest>
    : NonNullable<T>;

type Member<T, Key> = T extends readonly (infer Element)[]
  ? Key extends number
    ? Element
    : never
  : Key extends keyof T
    ? T[Key]
    : never;
