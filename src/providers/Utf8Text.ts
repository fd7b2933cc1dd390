import { brokenText } from './brokenText.ts';

/**
 * The text of bytes in UTF-8, in whatever pieces they come: a character that is cut waits for its rest. At a byte that is
 * no UTF-8, or a control character other than tab and line ends, it throws `bad_frame`, after it has handed over the text
 * before it, so that the cuts make no difference.
 */
export class Utf8Text {
  readonly #onText: (text: string) => void;
  readonly #provider: string;
  #decoder = utf8();
  /** What came last: of its last three bytes some may wait. */
  #tail: Uint8Array = new Uint8Array();

  constructor(onText: (text: string) => void, provider: string) {
    this.#onText = onText;
    this.#provider = provider;
  }

  write(bytes: Uint8Array): void {
    const text = decode(this.#decoder, bytes) ?? this.#salvage(bytes);
    this.#tail = bytes.length < 3 ? Uint8Array.of(...this.#tail.subarray(-3), ...bytes) : bytes;
    this.#tell(text);
  }

  end(): void {
    try {
      this.#decoder.decode();
    } catch (cause) {
      throw brokenText(this.#provider, cause);
    }
  }

  /** A garbled byte may hide a line end, and so a whole line: what reads lines would not miss it. */
  #tell(text: string): void {
    const at = text.search(control);
    if (at < 0) {
      this.#onText(text);
      return;
    }
    this.#onText(text.slice(0, at));
    throw brokenText(this.#provider);
  }

  /** Reads byte by byte, up to the one that is wrong. */
  #salvage(bytes: Uint8Array): never {
    const tail = this.#tail.subarray(-3);
    const begins = tail.findIndex((byte) => byte >= 0xc0);
    this.#decoder = utf8();
    if (begins >= 0) decode(this.#decoder, tail.subarray(begins));
    for (const byte of bytes) {
      const text = decode(this.#decoder, Uint8Array.of(byte));
      if (text === undefined) break;
      this.#tell(text);
    }
    throw brokenText(this.#provider);
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them.
const control = /[\0-\x08\x0b\x0c\x0e-\x1f]/;

function utf8(): TextDecoder {
  return new TextDecoder('utf-8', { fatal: true });
}

function decode(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
