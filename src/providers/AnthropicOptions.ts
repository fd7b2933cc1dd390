/** What may be said with a call; a call's options win over those of the model. */
export interface AnthropicOptions {
  readonly model?: string | undefined;
  /** The most tokens of a reply, which this wire must be told; default 4096. */
  readonly max_tokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly top_k?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
  /** `{ type: 'enabled', budget_tokens }` lets the model think first. */
  readonly thinking?: Readonly<Record<string, unknown>> | undefined;
  /** What `tool()` makes, `{ name, description, parameters }` with a JSON Schema, or the wire's own form. */
  readonly tools?: readonly unknown[] | undefined;
  /** `auto`, `none`, `required` (or `any`), the name of a tool, or the wire's own form. */
  readonly tool_choice?: string | Readonly<Record<string, unknown>> | undefined;
  readonly parallel_tool_calls?: boolean | undefined;
  /** Further fields of the request. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}
