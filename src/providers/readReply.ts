import { Observable, type OperatorFunction } from 'rxjs';
import { MessageSum } from '../../operators/MessageSum.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { RunnableError } from '../RunnableError.ts';
import type { ChatFormat } from './ChatFormat.ts';
import { finishError } from './finishError.ts';
import type { HttpRequest } from './HttpRequest.ts';
import { withoutSecrets } from './withoutSecrets.ts';

/**
 * Bytes of a body to chunks of a message. Completes at the wire's end marker, or with a body that told its finish;
 * another end is an error (`interrupted`), and so is a finish that the provider forced, such as by its filter. An error
 * gets what had arrived as its `partial` and loses secrets; one that is not of our kind goes through unchanged.
 * Unsubscribing, also inside a chunk, leaves the rest of a piece unread.
 */
export function readReply(
  { provider, secrets }: Pick<HttpRequest, 'provider' | 'secrets'>,
  format: ChatFormat,
): OperatorFunction<Uint8Array, AIMessageChunk> {
  return (bytes) =>
    new Observable((subscriber) => {
      const wire = format.wire();
      const sum = new MessageSum();
      let reason: unknown;
      const emit = (chunk: AIMessageChunk | undefined): void => {
        if (!chunk) return;
        sum.add(chunk);
        reason = chunk.response_metadata?.finish_reason ?? reason;
        subscriber.next(chunk);
      };
      const finish = (): void => {
        emit(wire.end());
        const error = finishError(provider, reason);
        if (error) fail(error);
        else subscriber.complete();
      };
      const fail = (error: unknown, isOwn = true): void => {
        if (!subscriber.closed) subscriber.error(withPartial(error, sum, secrets, isOwn));
      };
      const interrupted = (cause?: unknown): void =>
        fail(
          new RunnableError(`${provider}: the answer ended before it was whole. Try again.`, {
            code: 'interrupted',
            retryable: true,
            ...(cause !== undefined && { cause }),
          }),
        );
      // What is left of a piece of the body is passed over once the reply is over or the consumer has gone.
      const frames = format.frames((data, event) => {
        if (subscriber.closed || wire.isOver) return;
        emit(wire.write(data, event));
        if (wire.isOver) finish();
      }, provider);
      return bytes.subscribe({
        next: (piece) => {
          try {
            frames.write(piece);
          } catch (error) {
            fail(error);
          }
        },
        error: (error) => fail(error, false),
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

/** Calls are left as fragments: what was cut off must not look fit to be run. An error made here says where to find them. */
function withPartial(error: unknown, sum: MessageSum, secrets: readonly string[], isOwn: boolean): unknown {
  if (!(error instanceof RunnableError)) return error;
  const shown = withoutSecrets(error, secrets);
  if (shown.partial !== undefined || sum.isEmpty) return shown;
  const { tool_calls, invalid_tool_calls, ...partial } = sum.value;
  if (!isOwn) return Object.assign(shown, { partial });
  // Neither message nor cause are among the fields that a spread copies.
  const message = `${shown.message} What had arrived is in \`partial\`.`;
  return new RunnableError(message, { ...shown, partial, cause: shown.cause });
}
