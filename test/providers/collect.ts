import type { Observable } from 'rxjs';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';

/** A run of a stream that is over. */
export interface Outcome<T> {
  readonly chunks: readonly T[];
  readonly isComplete: boolean;
  readonly error?: unknown;
}

/** Everything a stream gives, until it completes or fails; it never rejects. */
export function collect<T>(source: Observable<T>): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    const chunks: T[] = [];
    source.subscribe({
      next: (chunk) => chunks.push(chunk),
      error: (error: unknown) => resolve({ chunks, isComplete: false, error }),
      complete: () => resolve({ chunks, isComplete: true }),
    });
  });
}

/** The same for a source that is synchronous. */
export function collectNow<T>(source: Observable<T>): Outcome<T> {
  const chunks: T[] = [];
  let outcome: Outcome<T> | undefined;
  source.subscribe({
    next: (chunk) => chunks.push(chunk),
    error: (error: unknown) => {
      outcome = { chunks, isComplete: false, error };
    },
    complete: () => {
      outcome = { chunks, isComplete: true };
    },
  });
  if (!outcome) throw new Error('The source is still open.');
  return outcome;
}

/** The texts of chunks that have one, in order. */
export function textsOf(chunks: readonly AIMessageChunk[]): readonly string[] {
  return chunks.map((chunk) => chunk.content as string).filter((text) => text !== '');
}
