/** Tokens that a reply took. In chunks these are increments: adding chunks adds them field by field, details included. */
export interface UsageMetadata {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  /** Parts of the input tokens, such as `cache_read` and `cache_creation`. */
  readonly input_token_details?: Readonly<Record<string, number>>;
  /** Parts of the output tokens, such as `reasoning`. */
  readonly output_token_details?: Readonly<Record<string, number>>;
}
