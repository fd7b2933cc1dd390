import { type Runnable, runnable } from '../Runnable.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import type { Follow, Following } from '../step/Following.ts';

/** In a chain or a record it has the type of what comes in. */
export interface Passthrough extends Runnable<unknown, unknown>, Following<SameAsInput> {
  withConfig(config: RunConfig): Passthrough;
}

/**
 * Gives its input on, chunk by chunk. Mostly the branch of a record that carries the question along.
 *
 * @example
 * chain({ context: retriever, question: passthrough<string>() }, prompt, model, stringParser());
 */
export function passthrough(): Passthrough;
export function passthrough<T>(): Runnable<T, T>;
export function passthrough(): Runnable<unknown, unknown> {
  return runnable({
    name: 'RunnablePassthrough',
    type: 'chain',
    isIdentity: true,
    chunk: (chunk: unknown) => chunk,
  });
}

interface SameAsInput extends Follow {
  readonly out: this['in'];
  readonly chunk: this['chunkIn'];
}
