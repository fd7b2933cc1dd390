import { RunnableError } from '../src/RunnableError.ts';
import { JsonReader } from './JsonReader.ts';
import { JsonSurroundings } from './JsonSurroundings.ts';
import { TextPosition } from './TextPosition.ts';

export interface PartialJsonOptions {
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
  readonly #position = new TextPosition();
  readonly #surroundings: JsonSurroundings;
  readonly #reader: JsonReader;
  readonly #maxLength: number;
  readonly #sample: number;
  readonly #isAmortized: boolean;
  readonly #checksTrailing: boolean;
  #phase = before;
  #length = 0;
  #pieces = 0;
  #credit = 0;
  #shown: unknown = undefined;
  #error: RunnableError | undefined = undefined;
  #isOver = false;

  constructor(options: PartialJsonOptions = {}) {
    const { strict = false, maxDepth = 1000, maxLength = Number.POSITIVE_INFINITY, sample = 1 } = options;
    for (const [name, limit] of Object.entries({ maxDepth, maxLength, sample })) {
      if (!(limit >= 1)) {
        throw new RunnableError(`PartialJson needs a number from 1 for "${name}"; got ${limit}.`, { code: 'bad_config' });
      }
    }
    this.#options = options;
    this.#maxLength = maxLength;
    this.#sample = sample;
    this.#isAmortized = options.cadence === 'amortized';
    this.#checksTrailing = (options.trailing ?? (strict ? 'error' : 'ignore')) === 'error';
    this.#surroundings = new JsonSurroundings(this.#position, strict);
    this.#reader = new JsonReader(this.#position, {
      holdsNumbers: options.numbers === 'complete',
      guessesLiterals: options.literals === 'eager',
      isStrict: strict,
      maxDepth,
    });
  }

  /** Reads the next piece and gives what is shown now; undefined before the document. */
  write(text: string): T | undefined {
    this.feed(text);
    if (this.#isDue(text.length)) this.#shown = this.#reader.show();
    if (this.#error !== undefined && this.#options.onError !== 'hold') throw this.#error;
    return this.#shown as T | undefined;
  }

  /** Reads the next piece without making a snapshot. An error is kept for the next `write` or `end`. */
  feed(text: string): void {
    if (typeof text !== 'string' || this.#isOver) {
      const what = this.#isOver ? 'a piece after end()' : `a piece of type ${text === null ? 'null' : typeof text}`;
      throw new RunnableError(`PartialJson reads texts until end(); got ${what}.`, { code: 'bad_chunk' });
    }
    const base = this.#length;
    this.#length += text.length;
    if (this.#phase === inside && this.#length <= this.#maxLength) this.#readDocument(text, 0, base);
    else if (this.#phase !== failed) this.#readAnywhere(text, base);
  }

  /** What the text so far means, whatever the cadence is; undefined before the document. Never throws. */
  get value(): T | undefined {
    this.#shown = this.#reader.show();
    return this.#shown as T | undefined;
  }

  get hasValue(): boolean {
    return this.value !== undefined;
  }

  /** The text is over: gives its value, or throws the `RunnableError` that says why it has none. */
  end(): T | undefined {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#finish();
    }
    if (this.#error !== undefined) throw this.#error;
    return this.value;
  }

  #isDue(units: number): boolean {
    const isLast = this.#phase >= behind;
    if (this.#sample > 1) {
      if (++this.#pieces < this.#sample && !isLast) return false;
      this.#pieces = 0;
    }
    if (!this.#isAmortized) return true;
    this.#credit += copiesPerUnit * units;
    const cost = this.#reader.width;
    if (cost > this.#credit && !isLast) return false;
    if (this.#reader.isChanged) this.#credit -= cost;
    return true;
  }

  #readDocument(text: string, from: number, base: number): void {
    const reader = this.#reader;
    const at = reader.read(text, from, base);
    if (reader.fault !== undefined) this.#fail(reader.fault, base + at, text.slice(at));
    else if (reader.isDone) this.#readBehind(text, at, base);
  }

  #readBehind(text: string, from: number, base: number): void {
    this.#phase = behind;
    if (!this.#checksTrailing) return;
    const surroundings = this.#surroundings;
    surroundings.behind(text, from, base);
    if (surroundings.faultAt >= 0) this.#fail('json_syntax', surroundings.faultAt, text.slice(surroundings.faultAt - base));
  }

  #readAnywhere(piece: string, base: number): void {
    const text = this.#length > this.#maxLength ? piece.slice(0, this.#maxLength - base) : piece;
    if (this.#phase === before) this.#readBefore(text, base);
    else if (this.#phase === inside) this.#readDocument(text, 0, base);
    else this.#readBehind(text, 0, base);
    if (text.length < piece.length && this.#phase !== failed) this.#fail('json_length', this.#maxLength, '');
  }

  #readBefore(text: string, base: number): void {
    const surroundings = this.#surroundings;
    const at = surroundings.before(text, base);
    if (surroundings.faultAt >= 0) this.#fail('json_syntax', surroundings.faultAt, text.slice(at));
    else if (surroundings.isFound) {
      this.#phase = inside;
      if (surroundings.hasScalar) {
        this.#reader.readScalar(surroundings.scalar);
        this.#readBehind(text, at, base);
      } else {
        if (surroundings.held !== '') this.#readDocument(surroundings.held, 0, surroundings.heldAt);
        if (this.#phase === inside) this.#readDocument(text, at, base);
      }
    }
  }

  #finish(): void {
    const { incomplete, empty } = this.#options;
    if (this.#phase === before && this.#surroundings.hasScalar) {
      this.#reader.readScalar(this.#surroundings.scalar);
      this.#phase = behind;
    }
    if (this.#phase === inside && incomplete !== 'accept') this.#fail('json_truncated', this.#length, '');
    if (this.#phase === before && empty !== 'complete') this.#fail('json_no_json', this.#length, '');
  }

  #fail(code: 'json_syntax' | 'json_depth' | 'json_length' | 'json_truncated' | 'json_no_json', offset: number, rest: string): void {
    const { line, lineStart } = this.#position;
    const column = offset - lineStart + 1;
    const path = this.#reader.path;
    const where = `at offset ${offset} (line ${line}, column ${column}${path.length > 0 ? `, in ${JSON.stringify(path)}` : ''})`;
    const found = JSON.stringify(String.fromCodePoint(rest.codePointAt(0) ?? 32));
    const expected = this.#phase === inside ? this.#reader.expected : this.#phase === before ? 'JSON' : 'nothing more';
    const messages = {
      json_syntax: `Found ${found} instead of ${expected} ${where}.`,
      json_depth: `More than ${this.#options.maxDepth ?? 1000} open containers ${where}; raise "maxDepth" if that is meant.`,
      json_length: `More than ${this.#maxLength} units of text; raise "maxLength" if that is meant.`,
      json_truncated: `The text ends inside the document ${where}; "incomplete: 'accept'" takes what there is.`,
      json_no_json: `The text has no JSON document; "empty: 'complete'" takes that as no value.`,
    };
    this.#phase = failed;
    this.#error = new RunnableError(`Partial JSON: ${messages[code]}`, { code, offset, line, column, path, partial: this.value });
  }
}
