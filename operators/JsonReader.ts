import { JsonFrame } from './JsonFrame.ts';
import { JsonNumber } from './JsonNumber.ts';
import type { TextPosition } from './TextPosition.ts';
import { isSameJson } from './isSameJson.ts';

// Between tokens: these states skip white space.
const value = 0;
const firstValue = 1;
const key = 2;
const firstKey = 3;
const colon = 4;
const separator = 5;
// Inside a token.
const string = 6;
const escape = 7;
const unicode = 8;
const predictedKey = 9;
const number = 10;
const literal = 11;

const expectations: readonly string[] = [
  'a value',
  'a value or "]"',
  'a key in double quotes',
  'a key in double quotes or "}"',
  '":"',
  '"," or a closing bracket',
  'no control character',
  'an escape',
  'a hexadecimal digit',
  '',
  'a digit',
  'true, false or null',
];

/** Pieces longer than this are searched for the end of a string by indexOf. */
const longRun = 48;

const simpleEscapes = '"\\/bfnrt';
const escapedTexts = '"\\/\b\f\n\r\t';

export interface JsonReaderOptions {
  readonly holdsNumbers: boolean;
  readonly guessesLiterals: boolean;
  readonly isStrict: boolean;
  readonly maxDepth: number;
}

/**
 * Reads one JSON document, piece by piece, and builds a snapshot of it when asked: a pushdown automaton over UTF-16
 * units with one frame per open container.
 *
 * 1. Nothing is visible that `show` has not put in place: the text of an open string and an open number stay outside
 *    the frames until they end or are shown.
 * 2. The frame on top is marked as changed (`shown` undefined) whenever anything is visible that was not shown.
 * 3. A string that grows is a rope and is never read; what must be known of its end is kept apart (`#held`).
 */
export class JsonReader {
  /** Members of all open containers: what the next snapshot costs. */
  width = 0;
  isDone = false;
  fault: 'json_syntax' | 'json_depth' | undefined = undefined;
  readonly #options: JsonReaderOptions;
  readonly #position: TextPosition;
  readonly #frames: JsonFrame[] = [new JsonFrame()];
  #depth = 0;
  #frame: JsonFrame = this.#frames[0] as JsonFrame;
  #state = value;
  #root: unknown = undefined;
  /** A duplicate key may have brought back what was shown before. */
  #isSuspect = false;
  #text = '';
  /** A high surrogate that waits for what follows. */
  #held = '';
  #isKey = false;
  #isPlainKey = true;
  #textChanged = false;
  #unitsLeft = 0;
  #unit = 0;
  #guess = '';
  #matched = 0;
  readonly #number = new JsonNumber();
  #numberShown: number | undefined = undefined;
  #word = '';

  constructor(position: TextPosition, options: JsonReaderOptions) {
    this.#position = position;
    this.#options = options;
  }

  /** Reads `text` from `from`; `base` is the offset of the text. Stops behind the document, or at the wrong unit (`fault`). */
  read(text: string, from: number, base: number): number {
    const end = text.length;
    let at = from;
    let state = this.#state;
    while (at < end) {
      const unit = text.charCodeAt(at);
      if (state <= separator) {
        if (unit <= 32) {
          if (unit === 10) this.#position.lineFeed(base + at);
          else if (unit !== 32 && unit !== 13 && unit !== 9) return this.#fail(state, at);
          at++;
          continue;
        }
        if (state === separator) {
          const frame = this.#frame;
          if (unit === 44) {
            this.width -= frame.width;
            frame.count++;
            this.width += frame.width;
            state = frame.isArray ? value : key;
          } else if (unit === (frame.isArray ? 93 : 125)) {
            this.#close();
            if (this.isDone) return at + 1;
          } else return this.#fail(state, at);
          at++;
        } else if (state === colon) {
          if (unit !== 58) return this.#fail(state, at);
          at++;
          state = value;
        } else if (state >= key) {
          if (unit === 34) {
            this.#guess = this.#frame.keys[this.#frame.count] ?? '';
            this.#matched = 0;
            state = predictedKey;
          } else if (unit === 125 && state === firstKey) {
            this.#close();
            if (this.isDone) return at + 1;
            state = separator;
          } else return this.#fail(state, at);
          at++;
        } else if (unit === 34) {
          this.#isKey = false;
          this.#text = '';
          this.#textChanged = true;
          state = string;
          at++;
        } else if (unit === 123 || unit === 91) {
          if (!this.#open(unit === 91)) return this.#fail(state, at);
          state = unit === 91 ? firstValue : firstKey;
          at++;
        } else if (unit === 93 && state === firstValue) {
          this.#close();
          if (this.isDone) return at + 1;
          state = separator;
          at++;
        } else if (unit === 45 || (unit >= 48 && unit <= 57)) {
          this.#number.begin();
          this.#numberShown = undefined;
          state = number;
        } else if (unit === 116 || unit === 102 || unit === 110) {
          this.#word = unit === 116 ? 'true' : unit === 102 ? 'false' : 'null';
          this.#matched = 1;
          if (this.#options.guessesLiterals) this.#put(this.#literal());
          state = literal;
          at++;
        } else return this.#fail(state, at);
        continue;
      }
      switch (state) {
        case string: {
          const start = at;
          const near = end - at > longRun && !this.#options.isStrict ? at + longRun : end;
          let last = unit;
          while (last !== 34 && last !== 92) {
            if (last < 32) {
              if (this.#options.isStrict) break;
              this.#isPlainKey = false;
              if (last === 10) this.#position.lineFeed(base + at);
            }
            if (++at === near) {
              if (at < end) at = this.#endOfRun(text, at, base);
              if (at === end) break;
            }
            last = text.charCodeAt(at);
          }
          if (at > start) {
            // A surrogate pair may be cut here: its first half waits.
            let stop = at;
            if ((at === end || last === 92) && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) stop--;
            if (stop > start) {
              const run = start === 0 && stop === end ? text : text.slice(start, stop);
              this.#text += this.#held === '' ? run : this.#held + run;
              this.#held = '';
              this.#textChanged = true;
            }
            if (stop < at) this.#hold(text.charAt(stop));
          }
          if (at === end) break;
          if (last === 92) {
            this.#isPlainKey = false;
            state = escape;
          } else if (last === 34) {
            if (this.#held !== '') this.#release();
            if (this.#isKey) {
              this.#frame.name(this.#text, false, this.#isPlainKey);
              state = colon;
            } else {
              if (this.#textChanged) {
                this.#put(this.#text);
                this.#textChanged = false;
              }
              state = separator;
              if (this.#depth === 0) return this.#finish(at + 1);
            }
          } else return this.#fail(state, at);
          at++;
          break;
        }
        case predictedKey: {
          const guess = this.#guess;
          let matched = this.#matched;
          let last = unit;
          while (matched < guess.length && last === guess.charCodeAt(matched)) {
            matched++;
            if (++at === end) break;
            last = text.charCodeAt(at);
          }
          if (at === end) this.#matched = matched;
          else if (last === 34 && matched === guess.length) {
            this.#frame.name(guess, true, true);
            state = colon;
            at++;
          } else {
            this.#text = guess.slice(0, matched);
            this.#isKey = true;
            this.#isPlainKey = true;
            state = string;
          }
          break;
        }
        case number: {
          at = this.#number.read(text, at);
          if (at < end) {
            if (!this.#number.isWhole) return this.#fail(state, at);
            this.#putNumber();
            state = separator;
          }
          break;
        }
        case escape: {
          at++;
          if (unit === 117) {
            this.#unitsLeft = 4;
            this.#unit = 0;
            state = unicode;
            break;
          }
          const index = simpleEscapes.indexOf(text.charAt(at - 1));
          if (index < 0) return this.#fail(state, at - 1);
          this.#append(escapedTexts.charAt(index));
          state = string;
          break;
        }
        case unicode: {
          const lower = unit | 32;
          const digit = unit >= 48 && unit <= 57 ? unit - 48 : lower >= 97 && lower <= 102 ? lower - 87 : -1;
          if (digit < 0) return this.#fail(state, at);
          at++;
          this.#unit = this.#unit * 16 + digit;
          if (--this.#unitsLeft > 0) break;
          const text = String.fromCharCode(this.#unit);
          if ((this.#unit & 0xfc00) === 0xd800) this.#hold(text);
          else this.#append(text);
          state = string;
          break;
        }
        default: {
          const word = this.#word;
          if (unit !== word.charCodeAt(this.#matched)) return this.#fail(state, at);
          at++;
          if (++this.#matched < word.length) break;
          if (!this.#options.guessesLiterals) this.#put(this.#literal());
          state = separator;
        }
      }
    }
    this.#state = state;
    return at;
  }

  /** The document is this lone scalar. */
  readScalar(scalar: unknown): void {
    this.#put(scalar);
    this.isDone = true;
  }

  /** The snapshot of what was read: the same reference as before if nothing visible changed; undefined before the document. */
  show(): unknown {
    if (this.#textChanged && !this.#isKey) {
      this.#put(this.#text);
      this.#textChanged = false;
    } else if (this.#state === number && this.#number.hasValue && !this.#options.holdsNumbers) this.#putNumber();
    if (this.#frame.shown !== undefined) return this.#root;
    const frames = this.#frames;
    const root = frames[0] as JsonFrame;
    let depth = this.#depth;
    if (depth > 0) {
      let child = this.#frame.copy();
      while (--depth > 0) {
        const frame = frames[depth] as JsonFrame;
        this.#place(frame, child);
        child = frame.copy();
      }
      root.put(child);
    }
    root.shown = root.store;
    const next: unknown = root.store[0];
    if (this.#isSuspect) {
      this.#isSuspect = false;
      if (isSameJson(next, this.#root)) return this.#root;
    }
    this.#root = next;
    return next;
  }

  /** Whether something may be visible that was not shown. */
  get isChanged(): boolean {
    return this.#frame.shown === undefined || (this.#textChanged && !this.#isKey) || this.#state === number;
  }

  /** What should have stood at the wrong unit. */
  get expected(): string {
    return this.fault === 'json_depth' ? '' : (expectations[this.#state] as string);
  }

  /** The way to the value that is read, or to the container between two values. */
  get path(): (string | number)[] {
    const path: (string | number)[] = [];
    for (let depth = 1; depth <= this.#depth; depth++) {
      const frame = this.#frames[depth] as JsonFrame;
      if (depth === this.#depth) {
        const state = this.#state;
        const inText = state === string || state === escape || state === unicode;
        if (state === separator || state === key || state === firstKey || state === predictedKey) break;
        if (inText && this.#isKey) break;
      }
      path.push(frame.isArray ? frame.count : frame.key);
    }
    return path;
  }

  #fail(state: number, at: number): number {
    this.#state = state;
    this.fault ??= 'json_syntax';
    return at;
  }

  #finish(at: number): number {
    this.isDone = true;
    this.#state = separator;
    return at;
  }

  #open(isArray: boolean): boolean {
    if (this.#depth >= this.#options.maxDepth) {
      this.fault = 'json_depth';
      return false;
    }
    const depth = ++this.#depth;
    let frame = this.#frames[depth];
    if (frame === undefined) {
      frame = new JsonFrame();
      this.#frames.push(frame);
    }
    frame.open(isArray);
    this.#frame = frame;
    this.width += frame.width;
    return true;
  }

  #close(): void {
    const child = this.#frame;
    this.width -= child.width;
    const parent = this.#frames[--this.#depth] as JsonFrame;
    this.#frame = parent;
    if (child.shown === undefined) this.#put(child.store);
    if (this.#depth === 0) this.#finish(0);
  }

  #put(content: unknown): void {
    this.#place(this.#frame, content);
    this.#frame.shown = undefined;
  }

  #place(frame: JsonFrame, content: unknown): void {
    if (frame.isDuplicate) this.#isSuspect = true;
    frame.put(content);
  }

  #putNumber(): void {
    const content = this.#number.value;
    if (content === this.#numberShown) return;
    this.#numberShown = content;
    this.#put(content);
  }

  #literal(): boolean | null {
    return this.#word === 'null' ? null : this.#word === 'true';
  }

  #append(text: string): void {
    this.#text += this.#held + text;
    this.#held = '';
    this.#textChanged = true;
  }

  #hold(half: string): void {
    if (this.#held !== '') this.#release();
    this.#held = half;
  }

  #release(): void {
    this.#text += this.#held;
    this.#held = '';
    this.#textChanged = true;
  }

  /** The end of the run of plain units from `at`: a quote, a backslash or the end of the text. */
  #endOfRun(text: string, from: number, base: number): number {
    this.#isPlainKey = false;
    let at = from;
    // Windows that double: the search never costs more than twice the run, wherever the next quote is.
    for (let size = longRun; at < text.length; size *= 2) {
      const window = text.slice(at, at + size);
      const quote = window.indexOf('"');
      const backslash = window.indexOf('\\');
      const stop = quote < 0 || (backslash >= 0 && backslash < quote) ? backslash : quote;
      const length = stop < 0 ? window.length : stop;
      for (let feed = window.indexOf('\n'); feed >= 0 && feed < length; feed = window.indexOf('\n', feed + 1)) {
        this.#position.lineFeed(base + at + feed);
      }
      at += length;
      if (stop >= 0) break;
    }
    return at;
  }
}
