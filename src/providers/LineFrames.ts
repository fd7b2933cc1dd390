import type { Frames, OnFrame } from './Frames.ts';
import { frameLimit } from './frameLimit.ts';
import { frameTooLarge } from './frameTooLarge.ts';
import { Utf8Text } from './Utf8Text.ts';

/**
 * Lines as frames (NDJSON): LF or CRLF ends one, empty lines are left out, the last one needs no line end.
 * A line beyond the limit fails with `too_large`, a byte that no text holds with `bad_frame`.
 */
export class LineFrames implements Frames {
  readonly #text: Utf8Text;
  readonly #onFrame: OnFrame;
  readonly #provider: string;
  readonly #limit: number;
  // A rope: it is read only when its line is whole.
  #line = '';

  constructor(onFrame: OnFrame, provider: string, limit: number = frameLimit) {
    this.#onFrame = onFrame;
    this.#provider = provider;
    this.#limit = limit;
    this.#text = new Utf8Text((text) => this.#feed(text), provider);
  }

  write(bytes: Uint8Array): void {
    this.#text.write(bytes);
  }

  end(): void {
    this.#text.end();
    this.#feed('\n');
  }

  #feed(text: string): void {
    let start = 0;
    for (let stop = text.indexOf('\n'); stop !== -1; stop = text.indexOf('\n', start)) {
      this.#add(text.slice(start, stop));
      const line = this.#line.trim();
      this.#line = '';
      start = stop + 1;
      if (line !== '') this.#onFrame(line, undefined);
    }
    this.#add(text.slice(start));
  }

  #add(text: string): void {
    this.#line += text;
    if (this.#line.length > this.#limit) throw frameTooLarge(this.#provider, this.#limit);
  }
}
