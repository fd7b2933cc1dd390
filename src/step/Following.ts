declare const follow: unique symbol;

/** A runnable whose output type follows from its place in a chain, like that of `passthrough()` or `pick('a')`. */
export interface Following<F extends Follow> {
  /** Only the types have it. */
  readonly [follow]: F;
}

/** A function of types: `out` is written in terms of `this['in']`, `chunk` in terms of `this['chunkIn']`. */
export interface Follow {
  readonly in: unknown;
  readonly chunkIn: unknown;
  readonly out: unknown;
  readonly chunk: unknown;
}
