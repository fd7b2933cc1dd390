import { Observable } from 'rxjs';
import { fromAsyncIterable } from '../../operators/fromAsyncIterable.ts';
import type { AiSdkLanguageModel } from './AiSdkLanguageModel.ts';
import type { AiSdkPart } from './AiSdkPart.ts';

/**
 * The parts of one call, read one at a time. Completes and fails as the stream does, or as the call if it gives none.
 * Unsubscribing cancels the reader and aborts the call; a model that does not know its signal and answers after all has
 * its stream cancelled.
 */
export function streamParts(
  model: AiSdkLanguageModel,
  call: Readonly<Record<string, unknown>>,
): Observable<AiSdkPart> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let isOpen = true;
    const fail = (error: unknown): void => {
      isOpen = false;
      subscriber.error(error);
    };
    const read = ({ stream }: { readonly stream: ReadableStream<AiSdkPart> }): void => {
      if (subscriber.closed) {
        stream.cancel().catch(() => undefined);
        return;
      }
      subscriber.add(
        fromAsyncIterable(stream).subscribe({
          next: (part) => subscriber.next(part),
          error: fail,
          complete: () => {
            isOpen = false;
            subscriber.complete();
          },
        }),
      );
    };
    try {
      model.doStream({ ...call, abortSignal: controller.signal } as never).then(read, fail);
    } catch (error) {
      fail(error);
    }
    return () => {
      if (isOpen) controller.abort();
    };
  });
}
