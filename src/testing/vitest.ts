import { expect } from 'vitest';
import type { Message } from '../messages/Message.ts';
import { toEmitMarbles } from './matchers/toEmitMarbles.ts';
import { type FailureOptions, toFailWith } from './matchers/toFailWith.ts';
import { toHaveBeenCalledWithPrompt } from './matchers/toHaveBeenCalledWithPrompt.ts';
import { toHaveBeenCancelled } from './matchers/toHaveBeenCancelled.ts';
import { type EventPattern, toMatchEvents } from './matchers/toMatchEvents.ts';
import { toStream } from './matchers/toStream.ts';
import { toStreamText } from './matchers/toStreamText.ts';

export { type MarbleTest, marbleTest } from './marbleTest.ts';
export type { EventPattern, FailureOptions };

expect.extend({
  toEmitMarbles,
  toStream,
  toStreamText,
  toFailWith,
  toHaveBeenCancelled,
  toHaveBeenCalledWithPrompt,
  toMatchEvents,
});

declare module 'vitest' {
  // The parameters are those of vitest's own declaration, or the two do not merge.
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Of an Observable, inside `marbles` or `marbleTest`: `m.expectObservable(…).toBe(…)`. */
    toEmitMarbles(marbles: string, values?: Readonly<Record<string, unknown>>, error?: unknown): R;
    /** Of an Observable: exactly these chunks, then completion. Await it. */
    toStream(chunks: readonly unknown[]): Promise<void>;
    /** Of an Observable of text or message chunks: their joined text, then completion. Await it. */
    toStreamText(text: string): Promise<void>;
    /** Of an Observable: it fails with that code, that error or a message like that, after those chunks. Await it. */
    toFailWith(codeOrErrorOrMessage: string | Error | RegExp, options?: FailureOptions): Promise<void>;
    /** Of an `m.model`, `m.tool` or `m.retriever`: every subscription was left, none ended by itself. */
    toHaveBeenCancelled(): R;
    /** Of an `m.model` or a fake model: some call had these messages, or messages with this text. */
    toHaveBeenCalledWithPrompt(prompt: string | readonly Message[]): R;
    /** Of recorded events: as many as patterns, each with what its pattern names. */
    toMatchEvents(patterns: readonly EventPattern[]): R;
  }
}
