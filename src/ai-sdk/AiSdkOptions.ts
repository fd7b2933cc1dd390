/** What may be said with a call; a call's options win over those of the model. */
export interface AiSdkOptions {
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly top_k?: number | undefined;
  readonly max_tokens?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly frequency_penalty?: number | undefined;
  readonly presence_penalty?: number | undefined;
  /** What `tool()` makes, `{ name, description, parameters }` with a JSON Schema, or a provider's tool in the SDK's form. */
  readonly tools?: readonly unknown[] | undefined;
  /** `auto`, `none`, `required` (or `any`), the name of a tool, or the SDK's own form. */
  readonly tool_choice?: string | Readonly<Record<string, unknown>> | undefined;
  /** `{ type: 'json_object' }`, `{ type: 'json_schema', json_schema: { name, schema } }`, or the SDK's own form. */
  readonly response_format?: Readonly<Record<string, unknown>> | undefined;
  /** How much a model reasons (v4). */
  readonly reasoning?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What one provider alone knows, under its name. */
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
}
