import { RunnableError } from '../src/RunnableError.ts';
import type { JsonReader, JsonReaderOptions } from './JsonReader.ts';
import { JsonSurroundings } from './JsonSurroundings.ts';
import { TextPosition } from './TextPosition.ts';

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

/** Members that may be copied for every unit of the text, with `cadence: 'amortized'`. */
const copiesPerUnit = 64;

const before = 0;
const inside = 1;
const behind = 2;
const failed = 3;

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
  readonly #position: TextPosition = new TextPosition();
  readonly #surroundings: JsonSurroundings;
  readonly #maxLength: number;
  readonly #sample: number;
  readonly #isAmortized: boolean;
  readonly #checksTrailing: boolean;
  #reader: JsonReader | undefined = undefined;
  #phase = before;
  #length = 0;
  #pieces = 0;
  #credit = 0;
  #shown: unknown = undefined;
  #error: RunnableError | undefined = undefined;
  #isOver = false;

  constructor(options: PartialJsonOptions = {}) {
    const { maxDepth = 1000, maxLength = Number.POSITIVE_INFINITY, sample = 1 } = options;
    if (!(maxDepth >= 1 && maxLength >= 1 && sample >= 1)) {
      throw new RunnableError('PartialJson: maxDepth, maxLength and sample are numbers from 1.', { code: 'bad_config' });
    }
    this.#options = options;
    this.#maxLength = maxLength;
    this.#sample = sample;
    this.#isAmortized = options.cadence === 'amortized';
    this.#checksTrailing = (options.trailing ?? (options.strict ? 'error' : 'ignore')) === 'error';
    this.#surroundings = new JsonSurroundings(this.#position, options);
  }

  /** Reads the next piece and gives what is shown now; undefined before the document. */
  write(text: string): T | undefined {
    this.feed(text);
    if (this.#sample > 1 || this.#isAmortized) this.#showWhenDue(text.length);
    else this.#show();
    if (this.#error !== undefined && this.#options.onError !== 'hold') throw this.#error;
    return this.#shown as T | undefined;
  }

  /** Reads the next piece without making a snapshot. An error is kept for the next `write` or for `end`. */
  feed(text: string): void {
    if (typeof text !== 'string' || this.#isOver) {
      throw new RunnableError('PartialJson reads texts, until end() is called.', { code: 'bad_chunk' });
    }
    const base = this.#length;
    this.#length += text.length;
    if (this.#length <= this.#maxLength) this.#read(text, base);
    else {
      this.#read(text.slice(0, Math.max(0, this.#maxLength - base)), base);
      this.#fail('json_length', 'longer than maxLength', this.#maxLength);
    }
  }

  /** What the text so far means, whatever the cadence is; undefined before the document. Never throws. */
  get value(): T | undefined {
    return this.#show() as T | undefined;
  }

  get hasValue(): boolean {
    return this.#show() !== undefined;
  }

  /** The text is over: gives its value, or throws the `RunnableError` that says why it has none. */
  end(): T | undefined {
    const { incomplete, empty } = this.#options;
    const surroundings = this.#surroundings;
    this.#isOver = true;
    if (this.#phase === before) {
      surroundings.end();
      if (surroundings.isFound) {
        this.#begin();
        this.#phase = behind;
      } else if (empty !== 'complete') this.#fail('json_no_json', 'no JSON in the text (empty: "complete" allows that)');
    }
    if (this.#phase === inside && incomplete !== 'accept') {
      this.#fail('json_truncated', 'text ends inside the document (incomplete: "accept" takes what there is)');
    }
    if (this.#error !== undefined) throw this.#error;
    return this.value;
  }

  #read(text: string, base: number): void {
    const surroundings = this.#surroundings;
    let at = 0;
    if (this.#phase === before) {
      at = surroundings.before(text, base);
      if (surroundings.isFound) {
        this.#begin();
        this.#readDocument(surroundings.held, 0, surroundings.heldAt);
      }
    }
    if (this.#phase === inside) at = this.#readDocument(text, at, base);
    if (this.#phase === behind && this.#checksTrailing) surroundings.behind(text, at, base);
    const { faultAt } = surroundings;
    if (faultAt >= 0) {
      const expected = this.#phase === before ? 'JSON' : 'nothing more';
      this.#fail('json_syntax', `${JSON.stringify(text.charAt(faultAt - base))} where ${expected} is expected`, faultAt);
    }
  }

  #begin(): void {
    this.#reader = this.#surroundings.reader;
    this.#phase = inside;
  }

  #readDocument(text: string, from: number, base: number): number {
    const reader = this.#reader as JsonReader;
    const at = reader.read(text, from, base);
    if (reader.fault === 'json_depth') this.#fail(reader.fault, 'deeper than maxDepth', base + at);
    else if (reader.fault !== undefined) {
      this.#fail(
        reader.fault,
        `${JSON.stringify(text.charAt(at))} where ${reader.expected} is expected`,
        base + at,
      );
    } else if (reader.isDone) this.#phase = behind;
    return at;
  }

  #show(): unknown {
    if (this.#reader !== undefined) this.#shown = this.#reader.show();
    return this.#shown;
  }

  #showWhenDue(units: number): void {
    this.#credit += copiesPerUnit * units;
    const cost = this.#isAmortized && this.#reader !== undefined ? this.#reader.width : 0;
    if ((++this.#pieces < this.#sample || cost > this.#credit) && this.#phase <= inside) return;
    this.#pieces = 0;
    const shown = this.#shown;
    if (this.#show() !== shown) this.#credit -= cost;
  }

  #fail(code: string, what: string, offset: number = this.#length): void {
    if (this.#error !== undefined) return;
    const { line, lineStart } = this.#position;
    const column = offset - lineStart + 1;
    const path = this.#reader?.path ?? [];
    const message = `Partial JSON: ${what}, at line ${line}, column ${column}, path ${JSON.stringify(path)}.`;
    this.#phase = failed;
    this.#error = new RunnableError(message, { code, offset, line, column, path, partial: this.value });
  }
}
