import { catchError, defer, map, type Observable, reduce, throwError } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import { faultError } from './faultError.ts';
import { frameTooLarge } from './frameTooLarge.ts';
import type { HttpRequest } from './HttpRequest.ts';
import { parseFrame } from './parseFrame.ts';
import type { RequestLimits } from './RequestLimits.ts';
import { requestBytes } from './requestBytes.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/** The longest answer that is read, in characters. */
const answerLimit = 128 * 1024 * 1024;

/**
 * The answer to a request as one JSON record, with the limits, retries and errors of `requestBytes`. What is no record fails
 * with `bad_frame`, an error that the answer tells with its code.
 */
export function requestJson(
  request: HttpRequest,
  limits: RequestLimits,
): Observable<Readonly<Record<string, unknown>>> {
  const { provider, secrets } = request;
  return defer(() => {
    const decoder = new TextDecoder();
    return requestBytes(request, limits).pipe(
      reduce((text, bytes) => {
        if (text.length > answerLimit) throw frameTooLarge(provider, answerLimit);
        return text + decoder.decode(bytes, { stream: true });
      }, ''),
      map((text) => {
        const answer = parseFrame(provider, text + decoder.decode());
        if (answer.error) throw faultError(provider, answer);
        return answer;
      }),
      catchError((error: unknown) =>
        throwError(() => (error instanceof RunnableError ? withoutSecrets(error, secrets) : error)),
      ),
    );
  });
}
