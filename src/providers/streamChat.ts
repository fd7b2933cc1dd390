import { Observable, type OperatorFunction } from 'rxjs';
import { MessageSum } from '../../operators/MessageSum.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { RunnableError } from '../RunnableError.ts';
import type { ChatWire } from './ChatWire.ts';
import type { Frames, OnFrame } from './Frames.ts';
import type { HttpRequest } from './HttpRequest.ts';
import { withoutSecrets } from './hideSecrets.ts';
import type { RequestLimits } from './RequestLimits.ts';
import { requestBytes } from './requestBytes.ts';

/** How a provider's reply is read: what makes frames of its bytes, and what makes chunks of its frames. */
export interface ChatFormat {
  readonly frames: (onFrame: OnFrame) => Frames;
  readonly wire: () => ChatWire;
}

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

/** Bytes of a body to chunks of a message, as `streamChat` says. */
export function readReply(
  { provider, secrets }: Pick<HttpRequest, 'provider' | 'secrets'>,
  format: ChatFormat,
): OperatorFunction<Uint8Array, AIMessageChunk> {
  return (bytes) =>
    new Observable((subscriber) => {
      const wire = format.wire();
      const sum = new MessageSum();
      const emit = (chunk: AIMessageChunk | undefined): void => {
        if (!chunk) return;
        sum.add(chunk);
        subscriber.next(chunk);
      };
      const finish = (): void => {
        emit(wire.end());
        subscriber.complete();
      };
      const fail = (error: unknown): void => {
        if (!subscriber.closed) subscriber.error(withPartial(error, sum, secrets));
      };
      const interrupted = (cause?: unknown): void =>
        fail(
          new RunnableError(
            `${provider}: the answer ended before it was whole. Try again; what had arrived is in \`partial\`.`,
            { code: 'interrupted', retryable: true, ...(cause !== undefined && { cause }) },
          ),
        );
      // What is left of a piece of the body is passed over once the reply is over or the consumer has gone.
      const frames = format.frames((data, event) => {
        if (subscriber.closed || wire.isOver) return;
        emit(wire.write(data, event));
        if (wire.isOver) finish();
      });
      return bytes.subscribe({
        next: (piece) => {
          try {
            frames.write(piece);
          } catch (error) {
            fail(error);
          }
        },
        error: fail,
        complete: () => {
          try {
            frames.end();
          } catch (error) {
            // A last frame that cannot be read was cut off with the body.
            if (isCut(error)) interrupted(error);
            else fail(error);
            return;
          }
          if (subscriber.closed) return;
          if (wire.isFinished) finish();
          else interrupted();
        },
      });
    });
}

function isCut(error: unknown): boolean {
  return error instanceof RunnableError && error.code === 'bad_frame';
}

/** Calls are left as fragments: what was cut off must not look fit to be run. */
function withPartial(error: unknown, sum: MessageSum, secrets: readonly string[]): unknown {
  if (!(error instanceof RunnableError)) return error;
  const shown = withoutSecrets(error, secrets);
  if (shown.partial !== undefined || sum.isEmpty) return shown;
  const { tool_calls, invalid_tool_calls, ...partial } = sum.value;
  return Object.assign(shown, { partial });
}
