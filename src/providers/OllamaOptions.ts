/** What may be said with a call; a call's options win over those of the model. */
export interface OllamaOptions {
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly top_k?: number | undefined;
  readonly seed?: number | undefined;
  /** The most tokens of a reply (`num_predict`). */
  readonly max_tokens?: number | undefined;
  /** The size of the context (`num_ctx`). */
  readonly num_ctx?: number | undefined;
  readonly stop?: string | readonly string[] | undefined;
  /** Whether a model that can think does. */
  readonly think?: boolean | string | undefined;
  /** `json`, or a JSON Schema that the reply must fit. */
  readonly format?: string | Readonly<Record<string, unknown>> | undefined;
  /** How long the model stays loaded, such as `5m`. */
  readonly keep_alive?: string | number | undefined;
  /** What `tool()` makes, or `{ name, description, parameters }` with a JSON Schema. */
  readonly tools?: readonly unknown[] | undefined;
  /** Further fields of the request; `options` of it replaces the model parameters. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}
