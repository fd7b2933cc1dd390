import { Observable, type OperatorFunction } from 'rxjs';
import { MessageSum } from '../../operators/MessageSum.ts';
import { partialOf } from '../ai-sdk/partialOf.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { finishError } from '../providers/finishError.ts';
import { RunnableError } from '../RunnableError.ts';
import { finishReasonOf } from './finishReasonOf.ts';
import { langChainError } from './langChainError.ts';
import { unfinished } from './unfinished.ts';

export interface ReadMessagesOptions {
  /** Who answers, for messages of errors. */
  readonly provider: string;
  readonly acceptsUnknown: boolean;
  readonly secrets: readonly string[];
}

/**
 * The chunks of one reply as they are, with the finish reason under one name. Completes only if one was told: LangChain
 * itself takes a body that was cut short for the whole, so that is an error here (`interrupted`). An error of our kind
 * gets what had arrived as its `partial`.
 */
export function readMessages({
  provider,
  acceptsUnknown,
  secrets,
}: ReadMessagesOptions): OperatorFunction<AIMessageChunk, AIMessageChunk> {
  return (chunks) =>
    new Observable((subscriber) => {
      const sum = new MessageSum();
      let hasCalls = false;
      let reason: string | undefined;
      const fail = (error: unknown): void => {
        const shown = langChainError(provider, error, secrets);
        const partial = partialOf(sum);
        if (shown instanceof RunnableError && shown.partial === undefined && partial !== undefined) {
          Object.assign(shown, { partial });
        }
        subscriber.error(shown);
      };
      return chunks.subscribe({
        next: (chunk) => {
          hasCalls ||= Boolean(chunk.tool_call_chunks?.length || chunk.tool_calls?.length);
          const { response_metadata: metadata } = chunk;
          const finish_reason = finishReasonOf(metadata, hasCalls);
          const isNew = finish_reason !== undefined && metadata?.finish_reason !== finish_reason;
          const told = isNew ? { ...chunk, response_metadata: { ...metadata, finish_reason } } : chunk;
          reason = finish_reason ?? reason;
          sum.add(told);
          subscriber.next(told);
        },
        error: fail,
        complete: () => {
          const cutOff = finishError(provider, reason);
          if (cutOff) fail(cutOff);
          else if (reason !== undefined || acceptsUnknown) subscriber.complete();
          else fail(unfinished(provider));
        },
      });
    });
}
