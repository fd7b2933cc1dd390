import type { Observable } from 'rxjs';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { ChatFormat } from './ChatFormat.ts';
import type { HttpRequest } from './HttpRequest.ts';
import type { RequestLimits } from './RequestLimits.ts';
import { readReply } from './readReply.ts';
import { requestBytes } from './requestBytes.ts';

/**
 * Asks a provider and emits the chunks of its reply. Completes at the end marker, or at the end of a body that told its
 * finish. Everything else is an error, and what had arrived is its `partial`: a body that ends without a finish
 * (`interrupted`), a broken frame, an error of the provider, silence. Each subscription is a request of its own;
 * unsubscribing aborts it.
 */
export function streamChat(
  request: HttpRequest,
  format: ChatFormat,
  limits: RequestLimits = {},
): Observable<AIMessageChunk> {
  return requestBytes(request, limits).pipe(readReply(request, format));
}
