import { createParser, type EventSourceParser } from 'eventsource-parser';
import { RunnableError } from '../RunnableError.ts';
import type { Frames, OnFrame } from './Frames.ts';
import { frameLimit } from './frameLimit.ts';
import { frameTooLarge } from './frameTooLarge.ts';

/**
 * Server-sent events as frames.
 * 1. LF, CR and CRLF end a line, and a lone CR does so at once.
 * 2. The last event is handed over although its blank line is missing.
 * 3. A body that is a JSON document instead (an error, an answer that was not streamed) is one frame.
 * 4. A line or an event beyond the limit fails with `too_large`; a web page fails with `provider_error`.
 */
export class SseFrames implements Frames {
  readonly #decoder = new TextDecoder();
  readonly #parser: EventSourceParser;
  readonly #onFrame: OnFrame;
  readonly #limit: number;
  #document: string | undefined;
  #hasBegun = false;
  #endsInCr = false;
  #isTooLarge = false;

  constructor(onFrame: OnFrame, limit: number = frameLimit) {
    this.#onFrame = onFrame;
    this.#limit = limit;
    this.#parser = createParser({
      maxBufferSize: limit,
      onEvent: ({ data, event }) => {
        if (data.length > limit) this.#isTooLarge = true;
        if (!this.#isTooLarge) onFrame(data, event);
      },
      onError: ({ type }) => {
        if (type === 'max-buffer-size-exceeded') this.#isTooLarge = true;
      },
    });
  }

  write(bytes: Uint8Array): void {
    this.#feed(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.#feed(this.#decoder.decode());
    if (this.#document === undefined) this.#feed('\n\n');
    else this.#onFrame(this.#document.trim(), undefined);
  }

  #feed(text: string): void {
    if (!this.#hasBegun) this.#begin(text);
    if (this.#document === undefined) this.#parser.feed(this.#lineFeeds(text));
    else this.#document += text;
    if (this.#isTooLarge || (this.#document?.length ?? 0) > this.#limit) throw frameTooLarge(this.#limit);
  }

  #begin(text: string): void {
    const first = /\S/.exec(text)?.[0];
    if (first === undefined) return;
    this.#hasBegun = true;
    if (first === '<') throw webPage();
    if (first === '{' || first === '[') this.#document = '';
  }

  #lineFeeds(text: string): string {
    if (text === '') return text;
    const rest = this.#endsInCr && text.startsWith('\n') ? text.slice(1) : text;
    this.#endsInCr = rest.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }
}

function webPage(): RunnableError {
  return new RunnableError(
    'The answer is a web page, not a stream of events. Check baseURL: a proxy or a login page may answer in its place.',
    {
      code: 'provider_error',
    },
  );
}
