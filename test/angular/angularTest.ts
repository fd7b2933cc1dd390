import '@angular/compiler';
import {
  createEnvironmentInjector,
  EnvironmentInjector,
  type EnvironmentProviders,
  type Provider,
  provideZonelessChangeDetection,
  runInInjectionContext,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import { afterEach, beforeAll, beforeEach } from 'vitest';

/** Prepares a test file for Angular without zone.js; to be called once, at its top. */
export function setUpAngular(...providers: readonly (Provider | EnvironmentProviders)[]): void {
  beforeAll(() => {
    TestBed.initTestEnvironment(BrowserTestingModule, platformBrowserTesting());
  });
  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), ...providers] });
  });
  afterEach(() => TestBed.resetTestingModule());
}

/** What lives as long as a component: an injector that can be destroyed. */
export function createHost(...providers: readonly (Provider | EnvironmentProviders)[]): {
  readonly injector: EnvironmentInjector;
  readonly run: <T>(make: () => T) => T;
  readonly destroy: () => void;
} {
  const injector = createEnvironmentInjector([...providers], TestBed.inject(EnvironmentInjector));
  return {
    injector,
    run: (make) => runInInjectionContext(injector, make),
    destroy: () => injector.destroy(),
  };
}
