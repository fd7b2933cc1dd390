import { test } from 'vitest';
import { type Marbles, type MarblesOptions, marbles } from './marbles.ts';

type DeclareTest = (title: string, body: (m: Marbles) => void, options?: MarblesOptions) => void;

/** Declares a test in virtual time. */
export interface MarbleTest extends DeclareTest {
  readonly only: DeclareTest;
  readonly skip: DeclareTest;
  /** A test per case; the title may show it, as in vitest: `$name`, `%s`. */
  each<T>(
    cases: readonly T[],
  ): (title: string, body: (m: Marbles, value: T) => void, options?: MarblesOptions) => void;
}

/**
 * A vitest test whose body runs in virtual time, as `marbles` runs it.
 *
 * @example
 * import { expect } from 'vitest';
 * import 'rxchain/testing/vitest';
 *
 * marbleTest('streams the text', (m) => {
 *   expect(chain(m.model('-a-(b|)'), stringParser()).stream('hi')).toEmitMarbles('-a-(b|)');
 * });
 */
export const marbleTest: MarbleTest = Object.assign(declaredBy(test), {
  only: declaredBy(test.only),
  skip: declaredBy(test.skip),
  each:
    <T>(cases: readonly T[]) =>
    (title: string, body: (m: Marbles, value: T) => void, options?: MarblesOptions): void =>
      test.for<T>(cases)(title, (value) => marbles((m) => body(m, value), options)()),
});

function declaredBy(declare: (title: string, body: () => void) => void): DeclareTest {
  return (title, body, options) => declare(title, marbles(body, options));
}
