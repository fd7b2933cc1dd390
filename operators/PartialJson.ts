import { RunnableError } from '../src/RunnableError.ts';
import type { JsonReaderOptions } from './JsonReader.ts';
import { JsonSurroundings } from './JsonSurroundings.ts';

export interface PartialJsonOptions extends JsonReaderOptions {
  /** `'complete'` holds a number until it has ended; `'partial'` (default) shows its longest prefix that is one. */
  readonly numbers?: 'partial' | 'complete' | undefined;
  /** `'eager'` shows true, false and null from the first letter; `'complete'` (default) when they are whole. */
  readonly literals?: 'complete' | 'eager' | undefined;
  /** Text behind the document other than white space and the closing fence (default `'ignore'`, with `strict` `'error'`). */
  readonly trailing?: 'ignore' | 'error' | undefined;
  /** `'hold'` keeps the last snapshot after an error and reports it at the end (default `'error'`: at once). */
  readonly onError?: 'error' | 'hold' | undefined;
  /** `'accept'` takes the last snapshot of a text that ends inside the document (default `'error'`). */
  readonly incomplete?: 'error' | 'accept' | undefined;
  /** `'complete'` takes a text without a document as no value (default `'error'`). */
  readonly empty?: 'error' | 'complete' | undefined;
  /** How many containers may be open at the same time (default 1000). */
  readonly maxDepth?: number | undefined;
  /** How many UTF-16 units the text may have (default: no limit). */
  readonly maxLength?: number | undefined;
  /** Only what RFC 8259 calls a JSON text, in a fence or not: no prose, no raw control characters in strings (default false). */
  readonly strict?: boolean | undefined;
  /** `'amortized'` shows as often as total work stays linear in the text (default `'token'`: after every piece). */
  readonly cadence?: 'token' | 'amortized' | undefined;
  /** Shows after every n-th piece only, and at the end of the document (default 1). */
  readonly sample?: number | undefined;
}

/** What is read often, in one order, so that the engine sees one shape of options. */
const defaults: PartialJsonOptions = {
  numbers: undefined,
  literals: undefined,
  strict: undefined,
  cadence: undefined,
  maxDepth: 1000,
  sample: 1,
};

/** Members that may be copied for every unit of the text, with `cadence: 'amortized'`. */
const copiesPerUnit = 32;

/**
 * Reads one JSON text piece by piece and gives after every piece the value that the text so far means. Snapshots are
 * plain, never touched again, and share what did not change: an unchanged part is the same reference, and so is the whole
 * when nothing visible changed.
 *
 * `write` throws a `RunnableError` as soon as the text is certainly wrong; `value` then is what had been read, the good
 * part of the failing piece included. Every later call throws the same error.
 *
 * @example
 * const json = new PartialJson();
 * json.write('{"name": "Fr'); // { name: 'Fr' }
 * json.write('ance"'); // { name: 'France' }
 * json.write('}'); // the same reference
 * json.end(); // { name: 'France' }
 */
export class PartialJson<T = unknown> {
  readonly #options: PartialJsonOptions;
  readonly #surroundings: JsonSurroundings;
  readonly #maxLength: number;
  #length = 0;
  #line = 1;
  #lineStart = 0;
  #pieces = 0;
  #credit = 0;
  #shown: unknown = undefined;
  #error: RunnableError | undefined = undefined;

  constructor(options: PartialJsonOptions = {}) {
    this.#options = { ...defaults, ...options };
    this.#maxLength = options.maxLength ?? 2 ** 53;
    this.#surroundings = new JsonSurroundings(this.#options);
  }

  /** Reads the next piece and gives what is shown now; undefined before the document. */
  write(text: string): T | undefined {
    this.feed(text);
    const { cadence, sample = 1 } = this.#options;
    const { reader } = this.#surroundings;
    const cost = cadence === 'amortized' ? reader.width : 0;
    this.#credit += copiesPerUnit * text.length;
    if ((++this.#pieces >= sample && cost <= this.#credit) || reader.isDone || this.#error) {
      const shown = this.#shown;
      if (this.value !== shown) this.#credit -= cost;
      this.#pieces = 0;
    }
    if (this.#error !== undefined && this.#options.onError !== 'hold') throw this.#error;
    return this.#shown as T | undefined;
  }

  /** Reads the next piece without making a snapshot. An error is kept for the next `write` or for `end`. */
  feed(text: string): void {
    if (typeof text !== 'string') {
      throw new RunnableError(`PartialJson reads texts; got ${typeof text}.`, { code: 'bad_chunk' });
    }
    const rest = this.#maxLength - this.#length;
    this.#read(text.length > rest ? text.slice(0, rest) : text, this.#length);
    this.#length += text.length;
    if (text.length > rest) this.#fail('json_length', 'longer than maxLength', this.#maxLength);
  }

  /** What the text so far means, whatever the cadence is; undefined before the document. Never throws. */
  get value(): T | undefined {
    if (this.#surroundings.isFound) this.#shown = this.#surroundings.reader.show();
    return this.#shown as T | undefined;
  }

  get hasValue(): boolean {
    return this.value !== undefined;
  }

  /** The text is over: gives its value, or throws the `RunnableError` that says why it has none. */
  end(): T | undefined {
    const { incomplete, empty } = this.#options;
    const surroundings = this.#surroundings;
    if (!surroundings.isFound) {
      surroundings.end();
      if (!surroundings.isFound && empty !== 'complete')
        this.#fail('json_no_json', 'no JSON (option "empty")');
    } else if (!surroundings.reader.isDone && incomplete !== 'accept') {
      this.#fail('json_truncated', 'text ends in the document (option "incomplete")');
    }
    if (this.#error !== undefined) throw this.#error;
    return this.value;
  }

  #read(text: string, base: number): void {
    if (this.#error !== undefined) return;
    const surroundings = this.#surroundings;
    const { trailing, strict } = this.#options;
    // A byte order mark.
    let at = base === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    if (!surroundings.isFound) {
      at = surroundings.read(text, at);
      if (surroundings.isFound) surroundings.reader.read(surroundings.held, 0);
    }
    const { reader } = surroundings;
    if (surroundings.isFound) {
      at = reader.read(text, at);
      if (reader.isDone && (trailing ? trailing === 'error' : strict)) at = surroundings.read(text, at);
    }
    const { fault } = reader;
    const end = fault === undefined ? text.length : at;
    let feed = reader.hasLineFeed || reader.isDone ? text.indexOf('\n') : -1;
    for (; feed >= 0 && feed < end; feed = text.indexOf('\n', feed + 1)) {
      this.#line++;
      this.#lineStart = base + feed + 1;
    }
    reader.hasLineFeed = false;
    if (fault !== undefined) {
      const what =
        fault === 'json_depth' ? 'deeper than maxDepth' : `unexpected ${JSON.stringify(text.charAt(at))}`;
      this.#fail(fault, what, base + at);
    }
  }

  #fail(code: string, what: string, offset: number = this.#length): void {
    if (this.#error !== undefined) return;
    const line = this.#line;
    const column = offset - this.#lineStart + 1;
    const { path } = this.#surroundings.reader;
    const message = `Partial JSON: ${what} at line ${line}, column ${column}, path ${JSON.stringify(path)}.`;
    this.#error = new RunnableError(message, { code, offset, line, column, path, partial: this.value });
  }
}
