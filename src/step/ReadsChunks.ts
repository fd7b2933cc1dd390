declare const readsChunks: unique symbol;

/** A runnable that reads the chunks of its input one by one, also under `invoke`, like `generator` and `operator`. */
export interface ReadsChunks {
  /** Only the types have it. */
  readonly [readsChunks]: true;
}
