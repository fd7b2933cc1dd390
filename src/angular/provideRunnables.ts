import { type EnvironmentProviders, makeEnvironmentProviders, type Provider } from '@angular/core';

/** One thing that `provideRunnables` sets up; made by `withChatModel`, `withEvents` and `withServerMode`. */
export type RunnablesFeature = readonly Provider[];

/**
 * The providers of an app, a route or a test: what its runnables need.
 *
 * @example
 * bootstrapApplication(App, { providers: [provideRunnables(withChatModel(() => model), withServerMode('wait'))] });
 */
export function provideRunnables(...features: readonly RunnablesFeature[]): EnvironmentProviders {
  return makeEnvironmentProviders(features.flat());
}
