/** A call that a model asks for: complete, with its arguments as a record. */
export interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly id?: string;
}
