/** `T`, closed to inference: what the caller expects of a result says nothing about the steps that make it. */
export type Opaque<T> = [T] extends [infer Known] ? Known : never;
