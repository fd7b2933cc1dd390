import type { Resource } from '@angular/core';

/** What `params` is given, in the form of Angular's own `ResourceParamsContext`, which Angular 21 does not have. */
export interface ParamsContext {
  /** The value of another resource; while it has none, this one waits, is idle or fails with it. */
  readonly chain: <T>(resource: Resource<T>) => T;
}
