import type { ServerResponse } from 'node:http';
import { defer, finalize, type MonoTypeOperatorFunction, tap } from 'rxjs';

const calls = { made: 0, open: 0, tokens: 0 };

/** Counts the calls of the scripted model, those that are open, and the tokens that it has said. */
export function countCalls<T>(): MonoTypeOperatorFunction<T> {
  return (tokens) =>
    defer(() => {
      calls.made++;
      calls.open++;
      return tokens.pipe(
        tap(() => calls.tokens++),
        finalize(() => calls.open--),
      );
    });
}

/** The counts: with them one sees from outside that a call whose answer nobody wants is over. */
export function serveCalls(_request: unknown, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json').setHeader('cache-control', 'no-store');
  response.end(JSON.stringify(calls));
}
