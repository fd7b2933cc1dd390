import { Observable } from 'rxjs';
import { fromAsyncIterable } from '../../operators/fromAsyncIterable.ts';
import { fromLangChainValue } from './fromLangChainValue.ts';

/**
 * What a call of LangChain gives, as our values: its stream, or its one result. Unsubscribing leaves the stream and aborts
 * the call by its signal; one that answers after that has its stream cancelled.
 */
export function streamLangChain<T>(
  call: (signal: AbortSignal) => Promise<unknown> | AsyncIterable<unknown>,
  isStream: boolean,
): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    let isOpen = true;
    const fail = (error: unknown): void => {
      isOpen = false;
      subscriber.error(error);
    };
    const finish = (): void => {
      isOpen = false;
      subscriber.complete();
    };
    const read = (result: unknown): void => {
      if (!isStream) {
        subscriber.next(fromLangChainValue(result) as T);
        finish();
      } else if (subscriber.closed) {
        (result as ReadableStream).cancel?.().catch(() => undefined);
      } else {
        subscriber.add(
          fromAsyncIterable(result as AsyncIterable<unknown>).subscribe({
            next: (chunk) => subscriber.next(fromLangChainValue(chunk) as T),
            error: fail,
            complete: finish,
          }),
        );
      }
    };
    try {
      const called = call(controller.signal);
      if ('then' in called) called.then(read, fail);
      else read(called);
    } catch (error) {
      fail(error);
    }
    return () => {
      if (isOpen) controller.abort();
    };
  });
}
