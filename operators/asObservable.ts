import { from, isObservable, type Observable, type ObservableInput } from 'rxjs';

/** What a function gave, as an Observable; `undefined` for what is none and cannot be read as one, such as a text. */
export function asObservable(given: unknown): Observable<unknown> | undefined {
  if (isObservable(given)) return given;
  if (typeof given !== 'object' || given === null) return undefined;
  try {
    return from(given as ObservableInput<unknown>);
  } catch {
    return undefined;
  }
}
