import { isObservable, type Observable } from 'rxjs';
import { RunnableError } from '../../RunnableError.ts';

/** A whole stream: its chunks, and its error where it failed. */
export interface CollectedStream {
  readonly chunks: readonly unknown[];
  readonly failure: { readonly error: unknown } | undefined;
}

/** Waits for the end of a stream; its failure is told, not thrown. What is no Observable is an error (`bad_input`). */
export function collectStream(source: unknown, matcher: string): Promise<CollectedStream> {
  if (!isObservable(source)) {
    throw new RunnableError(
      `${matcher} wants an Observable. Give it chain.stream(…) or chain.invoke(…), not the chain.`,
      { code: 'bad_input' },
    );
  }
  return new Promise((resolve) => {
    const chunks: unknown[] = [];
    (source as Observable<unknown>).subscribe({
      next: (chunk) => void chunks.push(chunk),
      error: (error: unknown) => resolve({ chunks, failure: { error } }),
      complete: () => resolve({ chunks, failure: undefined }),
    });
  });
}
