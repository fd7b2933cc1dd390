import { InjectionToken } from '@angular/core';
import type { RunnablesFeature } from './provideRunnables.ts';

export const SERVER_MODE: InjectionToken<'skip' | 'wait'> = new InjectionToken('rxchain.serverMode');

/**
 * What runs do while a page is rendered on the server. `skip` (default): nothing is called, the browser runs. `wait`: the page
 * waits for the whole answer.
 *
 * @example
 * provideRunnables(withServerMode('wait'));
 */
export function withServerMode(mode: 'skip' | 'wait'): RunnablesFeature {
  return [{ provide: SERVER_MODE, useValue: mode }];
}
