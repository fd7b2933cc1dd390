/** A fragment of a tool call, as it streams: fragments with the same `index` are parts of one call. */
export interface ToolCallChunk {
  readonly name?: string | null | undefined;
  /** A piece of the arguments' JSON text. */
  readonly args?: string | null | undefined;
  readonly id?: string | null | undefined;
  readonly index?: number | string | null | undefined;
}
