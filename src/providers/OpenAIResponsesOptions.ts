/** What may be said with a call; a call's options win over those of the model. */
export interface OpenAIResponsesOptions {
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  /** The most tokens of a reply, thinking included (`max_output_tokens`). */
  readonly max_tokens?: number | undefined;
  /** `{ effort, summary }`. */
  readonly reasoning?: Readonly<Record<string, unknown>> | undefined;
  /** `{ format }`, such as `{ format: { type: 'json_object' } }`. */
  readonly text?: Readonly<Record<string, unknown>> | undefined;
  /** What `tool()` makes, `{ name, description, parameters }` with a JSON Schema, or the wire's own form. */
  readonly tools?: readonly unknown[] | undefined;
  /** `auto`, `none`, `required` (or `any`), the name of a tool, or the wire's own form. */
  readonly tool_choice?: string | Readonly<Record<string, unknown>> | undefined;
  readonly parallel_tool_calls?: boolean | undefined;
  readonly user?: string | undefined;
  /** Whether the provider keeps the reply; its own default is true. */
  readonly store?: boolean | undefined;
  readonly previous_response_id?: string | undefined;
  /** Further fields of the request. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}
