import { type Runnable, runnable } from '../Runnable.ts';

/**
 * Gives its input on, chunk by chunk. Mostly the branch of a record that carries the question along.
 *
 * @example
 * chain({ context: retriever, question: passthrough<string>() }, prompt, model, stringParser());
 */
export function passthrough<T>(): Runnable<T, T> {
  return runnable({
    name: 'RunnablePassthrough',
    type: 'chain',
    isIdentity: true,
    chunk: (chunk: T) => chunk,
  });
}
