/** Who pays at OpenAI, where a key belongs to several; kept out of every message as the key is. */
export interface OpenAIHeaders {
  /** Sent as `OpenAI-Organization`. */
  readonly organization?: string | undefined;
  /** Sent as `OpenAI-Project`. */
  readonly project?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}
