import { materialize, take } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import type { MarbleContext } from './MarbleContext.ts';
import { MarbleScripts } from './MarbleScripts.ts';

type Settled<T> = { readonly value: T } | { readonly error: unknown };
type Listener<T> = (settled: Settled<T>) => void;

/**
 * A promise in virtual time: its script starts when it is made, and it settles once, at the first value or the error. It
 * tells its listeners at once, not a microtask later; so it works wherever a promise is returned, and never under `await`.
 */
export function marblePromise<T>(
  context: MarbleContext,
  script: string,
  values?: Readonly<Record<string, T>>,
  error?: unknown,
): PromiseLike<T> {
  const scripts = new MarbleScripts<T>(context, 'm.promise', script, {
    values,
    otherwise: (letter) => letter as T,
    error,
  });
  const listeners = new Set<Listener<T>>();
  let settled: Settled<T> | undefined;
  scripts
    .play()
    .pipe(take(1), materialize())
    .subscribe(({ kind, value, error: reason }) => {
      if (settled !== undefined || kind === 'C') return;
      settled = kind === 'N' ? { value: value as T } : { error: reason };
      for (const listener of listeners) listener(settled);
      listeners.clear();
    });
  return {
    // What `then` gives never settles: RxJS chains a second `then` of its own.
    then: (onFulfilled, onRejected) => {
      if (isNative(onFulfilled)) throw context.fail(awaited());
      const listener: Listener<T> = (result) => {
        if ('value' in result) onFulfilled?.(result.value);
        else onRejected?.(result.error);
      };
      if (settled === undefined) listeners.add(listener);
      else listener(settled);
      return never;
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: it never settles, so it may be a promise of anything.
const never: PromiseLike<any> = { then: () => never };

/** `await` and native promises hand over functions of the engine's own. */
function isNative(fn: unknown): boolean {
  return (
    typeof fn === 'function' && /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(fn))
  );
}

function awaited(): RunnableError {
  return new RunnableError(
    'm.promise was awaited, or given to a native promise: virtual time cannot wait for that. Return it as it is, or use from(m.promise(…)) and operators.',
    { code: 'bad_input' },
  );
}
