import { isNetworkError } from '../ai-sdk/isNetworkError.ts';
import { withCause } from '../ai-sdk/withCause.ts';
import { asRecord } from '../providers/asRecord.ts';
import { faultError } from '../providers/faultError.ts';
import { hideSecrets } from '../providers/hideSecrets.ts';
import { statusError } from '../providers/statusError.ts';
import { withoutSecrets } from '../providers/withoutSecrets.ts';
import { RunnableError, type RunnableErrorCode } from '../RunnableError.ts';

/**
 * The error for what a chat model of LangChain throws, told apart by the fields that the vendors' SDKs give their errors:
 * a status, the body of an error, a connection that failed. What is none of them goes through unchanged.
 */
export function langChainError(provider: string, error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error) || error instanceof RunnableError) return error;
  const { status, headers, error: body } = error as Failure;
  if (typeof status === 'number' && status >= 400) {
    const text =
      body === undefined ? error.message : JSON.stringify(asRecord(body)?.error ? body : { error: body });
    return withCause(
      statusError({ provider, status, headers: new Headers(headers ?? {}), body: text, secrets }),
      error,
      secrets,
    );
  }
  if (asRecord(body)) return withCause(faultError(provider, { error: body }), error, secrets);
  if (error instanceof SyntaxError) return make('bad_frame', false, 'What came before it is in `partial`.');
  // An error of an SDK without an answer: the connection failed.
  if (isNetworkError(error) || ('status' in error && status === undefined)) {
    return make('interrupted', true, 'Try again, or check the address and the network.');
  }
  return error;

  function make(code: RunnableErrorCode, retryable: boolean, cure: string): RunnableError {
    const said = hideSecrets((error as Error).message.replace(/\.$/, ''), secrets);
    return withoutSecrets(
      new RunnableError(`${provider}: ${said}. ${cure}`, { code, retryable, cause: error }),
      secrets,
    );
  }
}

interface Failure {
  readonly status?: number | undefined;
  readonly headers?: HeadersInit | undefined;
  readonly error?: unknown;
}
