import { RunnableError } from '../RunnableError.ts';
import type { HttpRequest } from './HttpRequest.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/** The error for a connection that cannot be made or that breaks, with the platform's error as its cause. */
export function connectionError({ provider, url, secrets }: HttpRequest, error: unknown): RunnableError {
  const reason = reasonOf(error);
  const message = `${provider}: the connection to ${originOf(url)} failed${reason && ` (${reason})`}. Try again, or check baseURL and the network.`;
  return withoutSecrets(
    new RunnableError(message, { code: 'interrupted', retryable: true, cause: error }),
    secrets,
  );
}

/** The system's own code is under `cause` in Node: `TypeError: fetch failed`, cause ECONNREFUSED. */
function reasonOf(error: unknown): string {
  const { cause, message } = (error ?? {}) as {
    cause?: { code?: unknown; message?: unknown };
    message?: unknown;
  };
  const reason = cause?.code ?? cause?.message ?? message;
  return typeof reason === 'string' ? reason : '';
}

/** Without path and query, and without the name and password that may stand before the host. */
function originOf(url: string): string {
  return /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0].replace(/\/\/.*@/, '//') ?? 'the server';
}
