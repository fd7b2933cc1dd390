import { HttpClient, type HttpErrorResponse } from '@angular/common/http';
import type { Injector } from '@angular/core';
import { catchError, concatMap, defer } from 'rxjs';
import type { ChatTransport } from '../providers/ChatTransport.ts';
import { RunnableError } from '../RunnableError.ts';
import { injectorOf } from './injectorOf.ts';

/**
 * Sends the requests of a provider adapter through `HttpClient`, so that interceptors and XSRF protection apply: give it as the
 * adapter's `transport`. The pieces of the answer's text come as they arrive; unsubscribing aborts the request. A status that is
 * no success fails with a `RunnableError` that says what the answer's body says.
 *
 * @example
 * openaiCompatible({ baseURL: '/api', model: 'llama3.2', transport: httpChatTransport() });
 */
export function httpChatTransport(options: { readonly injector?: Injector } = {}): ChatTransport {
  const http = injectorOf(httpChatTransport, options.injector).get(HttpClient);
  return ({ url, headers, body }) =>
    defer(() => {
      let length = 0;
      let isOk: boolean | undefined;
      return http
        .post(url, body, { headers, observe: 'events', reportProgress: true, responseType: 'text' })
        .pipe(
          concatMap((event) => {
            // What comes is all the text so far; that of a failure is left to its error.
            const { ok, partialText, body: whole } = event as Shown;
            isOk ||= ok;
            const piece = ((isOk && partialText) || whole || '').slice(length);
            length += piece.length;
            return piece ? [piece] : [];
          }),
          catchError((failure: HttpErrorResponse) => {
            const { status, error, message } = failure;
            // No answer at all, or an interceptor's own error.
            if (!status) throw failure;
            const said = `HTTP ${status}: ${error || message}`;
            throw new RunnableError(said, { code: 'provider_error', status, cause: failure });
          }),
        );
    });
}

/** What the events of a request have between them. */
interface Shown {
  readonly ok?: boolean;
  readonly partialText?: string;
  readonly body?: string | null;
}
