import { createParser, type EventSourceParser } from 'eventsource-parser';
import type { Frames, OnFrame } from './Frames.ts';
import { frameLimit } from './frameLimit.ts';
import { frameTooLarge } from './frameTooLarge.ts';
import { Utf8Text } from './Utf8Text.ts';
import { webPage } from './webPage.ts';

/**
 * Server-sent events as frames.
 * 1. LF, CR and CRLF end a line, and a lone CR does so at once.
 * 2. The last event is handed over although its blank line is missing.
 * 3. A body that is a JSON document instead (an error, an answer that was not streamed) is one frame.
 * 4. A byte that no text holds fails with `bad_frame`.
 * 5. A line or an event beyond the limit fails with `too_large`; a web page fails with `web_page`.
 */
export class SseFrames implements Frames {
  readonly #text: Utf8Text;
  readonly #parser: EventSourceParser;
  readonly #onFrame: OnFrame;
  readonly #provider: string;
  readonly #limit: number;
  #document: string | undefined;
  #hasBegun = false;
  #endsInCr = false;
  #isTooLarge = false;

  constructor(onFrame: OnFrame, provider: string, limit: number = frameLimit) {
    this.#onFrame = onFrame;
    this.#provider = provider;
    this.#limit = limit;
    this.#text = new Utf8Text((text) => this.#feed(text), provider);
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
    this.#text.write(bytes);
  }

  end(): void {
    this.#text.end();
    if (this.#document === undefined) this.#feed('\n\n');
    else this.#onFrame(this.#document.trim(), undefined);
  }

  #feed(text: string): void {
    if (!this.#hasBegun) this.#begin(text);
    if (this.#document === undefined) this.#parser.feed(this.#lineFeeds(text));
    else this.#document += text;
    if (this.#isTooLarge || (this.#document?.length ?? 0) > this.#limit)
      throw frameTooLarge(this.#provider, this.#limit);
  }

  #begin(text: string): void {
    const first = /\S/.exec(text)?.[0];
    if (first === undefined) return;
    this.#hasBegun = true;
    if (first === '<') throw webPage(this.#provider);
    if (first === '{' || first === '[') this.#document = '';
  }

  #lineFeeds(text: string): string {
    if (text === '') return text;
    const rest = this.#endsInCr && text.startsWith('\n') ? text.slice(1) : text;
    this.#endsInCr = rest.endsWith('\r');
    return rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }
}
