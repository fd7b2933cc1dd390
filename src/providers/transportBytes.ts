import { catchError, concat, defer, map, type Observable, of, throwError } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import type { ChatTransport } from './ChatTransport.ts';
import { connectionError } from './connectionError.ts';
import type { HttpFailure } from './HttpFailure.ts';
import type { HttpRequest } from './HttpRequest.ts';
import { retryAfter } from './retryAfter.ts';
import { statusError } from './statusError.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/** One attempt at a request over a transport, as `fetchBytes` makes it over `fetch`: the body's bytes, failures as `HttpFailure`. */
export function transportBytes(request: HttpRequest, transport: ChatTransport): Observable<Uint8Array> {
  const { url, body } = request;
  return defer(() => {
    const encoder = new TextEncoder();
    let half = '';
    const bytesOf = (piece: string): Uint8Array => {
      const text = half + piece;
      // A surrogate pair may be cut between two pieces, so the first half waits.
      const isCut = /[\uD800-\uDBFF]$/.test(text);
      half = isCut ? text.slice(-1) : '';
      return encoder.encode(isCut ? text.slice(0, -1) : text);
    };
    const pieces = transport({ url, headers: Object.fromEntries(request.headers), body });
    return concat(
      pieces.pipe(map(bytesOf)),
      defer(() => of(encoder.encode(half))),
    );
  }).pipe(catchError((failure: unknown) => throwError(() => failureOf(request, failure))));
}

function failureOf(request: HttpRequest, failure: unknown): HttpFailure {
  if (!(failure instanceof RunnableError)) return { error: connectionError(request, failure) };
  const { provider, secrets } = request;
  const { status, cause } = failure;
  const { error: body, headers } = (cause ?? {}) as RefusedAnswer;
  if (status === undefined || headers === undefined) return { error: withoutSecrets(failure, secrets) };
  return {
    error: statusError({ provider, status, headers, body: typeof body === 'string' ? body : '', secrets }),
    retryAfter: retryAfter(headers),
  };
}

/** A refusal, as Angular's `HttpErrorResponse` and the like tell it. */
interface RefusedAnswer {
  readonly error?: unknown;
  readonly headers?: Pick<Headers, 'get'>;
}
