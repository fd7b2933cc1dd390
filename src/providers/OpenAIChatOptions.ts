/** What may be said with a call, under the wire's own names; a call's options win over those of the model. */
export interface OpenAIChatOptions {
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly max_tokens?: number | undefined;
  /** What reasoning models of OpenAI want in place of `max_tokens`. */
  readonly max_completion_tokens?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly frequency_penalty?: number | undefined;
  readonly presence_penalty?: number | undefined;
  readonly logit_bias?: Readonly<Record<string, number>> | undefined;
  readonly reasoning_effort?: string | undefined;
  /** What `tool()` makes, `{ name, description, parameters }` with a JSON Schema, or the wire's own form. */
  readonly tools?: readonly unknown[] | undefined;
  /** `auto`, `none`, `required` (or `any`), the name of a tool, or the wire's own form. */
  readonly tool_choice?: string | Readonly<Record<string, unknown>> | undefined;
  readonly parallel_tool_calls?: boolean | undefined;
  /** `{ type: 'json_object' }`, or `{ type: 'json_schema', json_schema: { name, schema, strict } }`. */
  readonly response_format?: Readonly<Record<string, unknown>> | undefined;
  /** Asks for usage (`stream_options`); false for servers that refuse it. Default true. */
  readonly streamUsage?: boolean | undefined;
  readonly user?: string | undefined;
  /** Further fields of the request, for what one provider alone knows. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}
