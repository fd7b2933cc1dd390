import { Observable, type OperatorFunction } from 'rxjs';
import { MessageSum } from '../../operators/MessageSum.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { finishError } from '../providers/finishError.ts';
import { RunnableError } from '../RunnableError.ts';
import { AiSdkChunks } from './AiSdkChunks.ts';
import type { AiSdkOrigin } from './AiSdkOrigin.ts';
import type { AiSdkPart } from './AiSdkPart.ts';
import { aiSdkError } from './aiSdkError.ts';
import { partialOf } from './partialOf.ts';

/**
 * Parts of an AI SDK stream to chunks of a message. Completes with the stream if its finish part has come; an end without
 * one is an error (`interrupted`). What follows the finish part is read, so that a middleware sees the end of its stream,
 * and changes nothing. A reply that a filter cut off is an error too. An error of our kind gets what had arrived as its `partial`.
 */
export function readParts(
  origin: AiSdkOrigin,
  acceptsUnknown: boolean,
): OperatorFunction<AiSdkPart, AIMessageChunk> {
  return (parts) =>
    new Observable((subscriber) => {
      const wire = new AiSdkChunks(origin, acceptsUnknown);
      const sum = new MessageSum();
      let reason: unknown;
      const emit = (chunk: AIMessageChunk | undefined): void => {
        if (!chunk) return;
        sum.add(chunk);
        reason = chunk.response_metadata?.finish_reason ?? reason;
        subscriber.next(chunk);
      };
      const finish = (): void => {
        const error = finishError(origin.provider, reason) ?? finishError(origin.provider, wire.finish);
        if (error) subscriber.error(withPartial(error, sum));
        else subscriber.complete();
      };
      const fail = (error: unknown): void => {
        if (wire.isOver) finish();
        else subscriber.error(withPartial(aiSdkError(origin, error), sum));
      };
      return parts.subscribe({
        next: (part) => {
          if (subscriber.closed || wire.isOver) return;
          let chunk: AIMessageChunk | undefined;
          try {
            chunk = wire.write(part);
          } catch (error) {
            fail(error);
            return;
          }
          emit(chunk);
          if (wire.isOver) emit(wire.end());
        },
        error: fail,
        complete: () => {
          if (wire.isOver) finish();
          else
            fail(
              new RunnableError(
                `${origin.provider}: the answer ended before it was whole (no finish part). Try again; what had arrived is in \`partial\`.`,
                { code: 'interrupted', retryable: true },
              ),
            );
        },
      });
    });
}

function withPartial(error: unknown, sum: MessageSum): unknown {
  const partial = partialOf(sum);
  if (!(error instanceof RunnableError) || error.partial !== undefined || partial === undefined) return error;
  return Object.assign(error, { partial });
}
