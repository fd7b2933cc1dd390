import type { Step } from './Step.ts';

/** Under this key a runnable carries the step that it executes. */
export const stepKey: unique symbol = Symbol.for('rxchain.step');

/** The step of a runnable; `undefined` for anything else. */
export function stepOf(value: unknown): Step | undefined {
  return typeof value === 'function' ? (value as { readonly [stepKey]?: Step })[stepKey] : undefined;
}
