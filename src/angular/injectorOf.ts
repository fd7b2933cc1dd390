import { assertInInjectionContext, Injector, inject } from '@angular/core';

/** The injector given, else that of the context in which `caller` was called; in none it fails as Angular's own functions do. */
export function injectorOf(caller: (...args: never) => unknown, injector?: Injector): Injector {
  if (injector !== undefined) return injector;
  assertInInjectionContext(caller);
  return inject(Injector);
}
