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
  maxDepth: undefined,
  sample: undefined,
};

/** Members that may be copied for every unit of the text, with `cadence: 'amortized'`. */
const copiesPerUnit = 16;

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
  write(piece: string): T | undefined {
    this.feed(piece);
    const { cadence, sample = 1 } = this.#options;
    const { reader } = this.#surroundings;
    const cost = cadence === 'amortized' ? reader.width : 0;
    this.#credit += copiesPerUnit * piece.length;
    if ((++this.#pieces >= sample && cost <= this.#credit) || reader.isDone || this.#error) {
      const shown = this.#shown;
      if (this.value !== shown) this.#credit -= cost;
      this.#pieces = 0;
    }
    if (this.#error !== undefined && this.#options.onError !== 'hold') throw this.#error;
    return this.#shown as T | undefined;
  }

  /** Reads the next piece without making a snapshot. An error is kept for the next `write` or for `end`. */
  feed(piece: string): void {
    if (typeof piece !== 'string') {
      throw new RunnableError('PartialJson reads texts only.', { code: 'bad_chunk' });
    }
    const base = this.#length;
    this.#length += piece.length;
    if (this.#error !== undefined) return;
    const text = this.#length > this.#maxLength ? piece.slice(0, this.#maxLength - base) : piece;
    const surroundings = this.#surroundings;
    // A byte order mark.
    let at = base === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    if (!surroundings.isFound) {
      at = surroundings.read(text, at);
      if (surroundings.isFound) surroundings.reader.read(surroundings.held, 0);
    }
    const { reader } = surroundings;
    if (surroundings.isFound) {
      at = reader.read(text, at);
      if (reader.isDone) {
        const { trailing, strict } = this.#options;
        if (trailing ? trailing === 'error' : strict) at = surroundings.read(text, at);
      }
    }
    const { fault } = reader;
    const end = fault === undefined ? text.length : at;
    let lineFeed = reader.hasLineFeed || reader.isDone ? text.indexOf('\n') : -1;
    for (; lineFeed >= 0 && lineFeed < end; lineFeed = text.indexOf('\n', lineFeed + 1)) {
      this.#line++;
      this.#lineStart = base + lineFeed + 1;
    }
    reader.hasLineFeed = false;
    if (fault === 'json_depth') this.#fail(fault, 'deeper than maxDepth', base + at);
    else if (fault !== undefined)
      this.#fail(fault, `unexpected ${JSON.stringify(text.charAt(at))}`, base + at);
    else if (text !== piece) this.#fail('json_length', 'longer than maxLength', this.#maxLength);
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
    if (this.#error === undefined) {
      surroundings.end();
      if (!surroundings.isFound && empty !== 'complete')
        this.#fail('json_no_json', 'no JSON (option "empty")');
      if (surroundings.isFound && !surroundings.reader.isDone && incomplete !== 'accept') {
        this.#fail('json_truncated', 'text ends early (option "incomplete")');
      }
    }
    if (this.#error !== undefined) throw this.#error;
    return this.value;
  }

  #fail(code: string, what: string, offset: number = this.#length): void {
    const line = this.#line;
    const column = offset - this.#lineStart + 1;
    const { path } = this.#surroundings.reader;
    const message = `Partial JSON: ${what} at line ${line}, column ${column}.`;
    this.#error = new RunnableError(message, { code, offset, line, column, path, partial: this.value });
  }
}
