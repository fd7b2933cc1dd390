import type { ViteUserConfig } from 'vitest/config';

/** What takes its time: property tests over whole chains, every cut of every wire fixture, programs, the packed package. */
const long = [
  'test/guide/**/*.test.ts',
  'test/laws/**/*.test.ts',
  'test/providers/**/*.test.ts',
  'test/ai-sdk/**/*.test.ts',
  'test/langchain/**/*.test.ts',
  'test/server/**/*.test.ts',
  'test/package/**/*.test.ts',
  'test/bench/**/*.test.ts',
  // They change what all share, for good: the carrier of every later run, the prototype of every object.
  'test/node/**/*.test.ts',
  'test/operators/prototypeSafety.test.ts',
];

/** They need a DOM, and Angular's test environment, which is set once per file. */
const angular = ['test/angular/**/*.test.ts'];

// Time limits are there for hangs only: generous, so that a busy machine fails nothing.
const config: ViteUserConfig = {
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/setup.ts'],
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/browser/**', ...angular, ...long],
          // One module graph per worker instead of one per file: a third of the time. Who changes what all share restores it.
          isolate: false,
          pool: 'threads',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          typecheck: { enabled: true, include: ['test/types/**/*.test-d.ts'] },
        },
      },
      {
        test: {
          name: 'angular',
          environment: 'jsdom',
          include: angular,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'long',
          setupFiles: ['test/setup.ts'],
          include: long,
          exclude: ['**/node_modules/**'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/globalSetup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
};
export default config;
