/** The codes that the library itself gives; the table with cures is in docs/errors.md. */
export type RunnableErrorCode =
  | 'aborted'
  | 'bad_arguments'
  | 'bad_chunk'
  | 'bad_config'
  | 'bad_filter'
  | 'bad_frame'
  | 'bad_input'
  | 'bad_request'
  | 'bad_step'
  | 'bad_template'
  | 'buffer_overflow'
  | 'cannot_add'
  | 'content_filter'
  | 'context_length'
  | 'duplicate_run_id'
  | 'fallbacks_failed'
  | 'interrupted'
  | 'json_depth'
  | 'json_length'
  | 'json_no_json'
  | 'json_syntax'
  | 'json_truncated'
  | 'missing_variable'
  | 'no_chat_model'
  | 'no_context'
  | 'no_output'
  | 'not_found'
  | 'provider_error'
  | 'rate_limited'
  | 'run_over'
  | 'schema_mismatch'
  | 'timeout'
  | 'too_deep'
  | 'too_large'
  | 'too_many_turns'
  | 'tool_failed'
  | 'tool_no_output'
  | 'unauthorized'
  | 'unknown_filter'
  | 'unknown_tool'
  | 'unsafe_key'
  | 'web_page'
  | 'wrong_dimension';

export interface RunnableErrorOptions {
  readonly code: RunnableErrorCode | (string & {});
  readonly cause?: unknown;
  /** What had arrived before the failure. */
  readonly partial?: unknown;
  /** Whether the same call may succeed when it is made again. */
  readonly retryable?: boolean;
  /** HTTP status of the answer. */
  readonly status?: number;
  /** The provider's own code. */
  readonly providerCode?: string;
  /** Where a text was wrong: UTF-16 offset, line and column from 1, path of the value. */
  readonly offset?: number;
  readonly line?: number;
  readonly column?: number;
  readonly path?: readonly (string | number)[];
}

/**
 * The one error class of the library: the message says who failed, what was wrong and the cure; `code` is stable.
 * A user's own error is never wrapped into it.
 *
 * @example
 * chain.stream(input).subscribe({ error: (e) => e instanceof RunnableError && e.code === 'missing_variable' });
 */
export class RunnableError extends Error {
  override readonly name: string;
  readonly code: RunnableErrorCode | (string & {});
  declare readonly partial?: unknown;
  declare readonly retryable?: boolean;
  declare readonly status?: number;
  declare readonly providerCode?: string;
  declare readonly offset?: number;
  declare readonly line?: number;
  declare readonly column?: number;
  declare readonly path?: readonly (string | number)[];

  constructor(message: string, options: RunnableErrorOptions) {
    const { cause, code, ...rest } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.name = code === 'timeout' ? 'TimeoutError' : code === 'aborted' ? 'AbortError' : 'RunnableError';
    Object.assign(this, rest);
  }
}
