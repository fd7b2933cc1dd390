import { isSameJson } from './isSameJson.ts';
import { JsonFrame } from './JsonFrame.ts';
import { JsonNumber } from './JsonNumber.ts';
import { JsonShape } from './JsonShape.ts';
import {
  aKey,
  aValue,
  colon,
  done,
  firstKey,
  firstValue,
  inEscape,
  inLiteral,
  inNumber,
  inPredictedKey,
  inString,
  inUnicode,
  type JsonState,
  separator,
} from './JsonState.ts';

const words: { readonly [unit: number]: string } = { 116: 'true', 102: 'false', 110: 'null' };
const escapes = '"\\/bfnrtu';
const escaped = '"\\/\b\f\n\r\t';

export interface JsonReaderOptions {
  readonly numbers?: 'partial' | 'complete' | undefined;
  readonly literals?: 'complete' | 'eager' | undefined;
  readonly strict?: boolean | undefined;
  readonly maxDepth?: number | undefined;
}

/**
 * Reads one JSON document, piece by piece, and builds a snapshot of it when asked: a pushdown automaton over UTF-16
 * units with one frame per open container.
 *
 * 1. Nothing is visible that is not in its place in a frame; the text of an open string and an open number stay outside
 *    until they end or are shown.
 * 2. The frame on top is marked as changed (`shown` undefined) whenever anything is visible that was not shown.
 * 3. A string that grows is a rope and is never read; what must be known of its end is kept apart (`#half`).
 *
 * The states share one loop, and so one file: calls between them would cost more than their work.
 */
export class JsonReader {
  /** What the next snapshot costs, in members to be copied. */
  width = 0;
  fault: 'json_syntax' | 'json_depth' | undefined = undefined;
  /** There may have been a line feed; for the user to reset. */
  hasLineFeed = true;
  readonly #options: JsonReaderOptions;
  /** The first frame is a list around the document. */
  readonly #frames: JsonFrame[] = [new JsonFrame(true, new JsonShape())];
  #frame: JsonFrame = this.#frames[0] as JsonFrame;
  #state: JsonState = aValue;
  #shown: unknown = undefined;
  /** A duplicate key may have brought back what was shown before. */
  #isSuspect = false;
  #text = '';
  #textChanged = false;
  /** The first half of a surrogate pair, waiting for what follows. */
  #half = '';
  #isKey = false;
  #isPlain = true;
  #hex = '';
  /** What is expected, a key or a literal, and how much of it has come. */
  #guess = '';
  #matched = 0;
  readonly #number: JsonNumber = new JsonNumber();
  #numberShown: number | undefined = undefined;

  constructor(options: JsonReaderOptions) {
    this.#options = options;
  }

  /** The document is closed. */
  get isDone(): boolean {
    return this.#state === done;
  }

  /** Reads `text` from `from`. Stops behind the document, or at the wrong unit (`fault`). */
  read(text: string, from: number): number {
    const end = text.length;
    let at = from;
    let state = this.#state;
    while (at < end && state < done && this.fault === undefined) {
      const unit = text.charCodeAt(at++);
      if (state < inString) {
        const frame = this.#frame;
        if (unit < 33) {
          this.hasLineFeed ||= unit === 10;
          if (unit === 32 || unit === 10 || unit === 13 || unit === 9) continue;
        } else if (unit === 34) {
          if (state < aKey) {
            this.#text = '';
            this.#textChanged = true;
            state = inString;
            continue;
          }
          if (state < colon) {
            this.#isKey = true;
            this.#guess = frame.shape.keys[frame.count] ?? '';
            this.#matched = 0;
            state = inPredictedKey;
            continue;
          }
        } else if (unit === 44 && state === separator) {
          this.width -= frame.width;
          frame.count++;
          this.width += frame.width;
          state = frame.isArray ? aValue : aKey;
          continue;
        } else if (unit === 58 && state === colon) {
          state = aValue;
          continue;
        } else if (unit === (frame.isArray ? 93 : 125) && (state & 1) === 1) {
          state = this.#close();
          continue;
        } else if (state < aKey) {
          if (unit === 123 || unit === 91) {
            if (this.#frames.length <= (this.#options.maxDepth ?? 1000)) {
              this.#open(unit === 91);
              state = unit === 91 ? firstValue : firstKey;
              continue;
            }
            this.fault = 'json_depth';
          } else if (unit === 45 || (unit > 47 && unit < 58)) {
            this.#number.begin();
            this.#numberShown = undefined;
            state = inNumber;
            at--;
            continue;
          } else if (words[unit] !== undefined) {
            this.#guess = words[unit];
            this.#matched = 1;
            state = inLiteral;
            if (this.#options.literals === 'eager') this.#putLiteral();
            continue;
          }
        }
      } else if (state === inString) {
        const start = --at;
        let last = unit;
        while (last !== 34 && last !== 92) {
          if (last < 32) {
            this.hasLineFeed = true;
            this.#isPlain = false;
            if (this.#options.strict) break;
          }
          if (++at === end) break;
          last = text.charCodeAt(at);
        }
        // A surrogate pair may be cut behind the run.
        if (at > start) this.#append(start === 0 && at === end ? text : text.slice(start, at), last !== 34);
        if (at === end) break;
        at++;
        if (last === 92) {
          this.#isPlain = false;
          state = inEscape;
          continue;
        }
        if (last === 34) {
          this.#append('', false);
          if (this.#isKey) {
            this.#name(this.#text, false);
            state = colon;
          } else {
            if (this.#textChanged) this.#put(this.#text);
            state = this.#separator();
          }
          this.#textChanged = false;
          continue;
        }
      } else if (state === inPredictedKey) {
        const guess = this.#guess;
        let matched = this.#matched;
        at--;
        while (at < end && matched < guess.length && text.charCodeAt(at) === guess.charCodeAt(matched)) {
          at++;
          matched++;
        }
        this.#matched = matched;
        if (at === end) break;
        if (matched === guess.length && text.charCodeAt(at) === 34) {
          at++;
          this.#name(guess, true);
          state = colon;
        } else {
          this.#text = guess.slice(0, matched);
          this.#isPlain = true;
          state = inString;
        }
        continue;
      } else if (state === inNumber) {
        at = this.#number.read(text, at - 1);
        if (at === end) break;
        if (this.#number.isWhole) {
          this.#putNumber();
          state = this.#separator();
          continue;
        }
        at++;
      } else if (state === inEscape) {
        const index = escapes.indexOf(text.charAt(at - 1));
        if (index === 8) {
          this.#hex = '';
          state = inUnicode;
          continue;
        }
        if (index >= 0) {
          this.#append(escaped.charAt(index), false);
          state = inString;
          continue;
        }
      } else if (state === inUnicode) {
        const digit = text.charAt(at - 1);
        if (Number.parseInt(digit, 16) >= 0) {
          this.#hex += digit;
          if (this.#hex.length > 3) {
            this.#append(String.fromCharCode(Number.parseInt(this.#hex, 16)), true);
            state = inString;
          }
          continue;
        }
      } else if (unit === this.#guess.charCodeAt(this.#matched)) {
        if (++this.#matched === this.#guess.length) {
          if (this.#options.literals !== 'eager') this.#putLiteral();
          state = this.#separator();
        }
        continue;
      }
      this.fault ??= 'json_syntax';
      at--;
    }
    this.#state = state;
    return at;
  }

  /** The snapshot of what was read: the same reference as before if nothing visible changed; undefined before the document. */
  show(): unknown {
    if (this.#textChanged && !this.#isKey) {
      this.#put(this.#text);
      this.#textChanged = false;
    }
    if (this.#state === inNumber && this.#number.hasValue && this.#options.numbers !== 'complete') {
      this.#putNumber();
    }
    if (this.#frame.shown !== undefined) return this.#shown;
    const frames = this.#frames;
    for (let depth = frames.length - 1; depth > 0; depth--) {
      this.#place(frames[depth - 1] as JsonFrame, (frames[depth] as JsonFrame).copy());
    }
    const root = frames[0] as JsonFrame;
    root.shown = root.store;
    const shown: unknown = root.store[0];
    if (!this.#isSuspect || !isSameJson(shown, this.#shown)) this.#shown = shown;
    this.#isSuspect = false;
    return this.#shown;
  }

  /** The way to the value that is read, or to the container between two values. */
  get path(): (string | number)[] {
    const state = this.#state;
    const isBetween = this.#isKey || state === separator || (state | 1) === firstKey;
    return this.#frames
      .slice(1, isBetween ? -1 : undefined)
      .map((frame) => (frame.isArray ? frame.count : frame.key));
  }

  #open(isArray: boolean): void {
    const parent = this.#frame;
    const frame = new JsonFrame(isArray, parent.shape.member(parent.isArray ? 0 : parent.count));
    this.#frames.push(frame);
    this.#frame = frame;
    this.width += frame.width;
  }

  #close(): JsonState {
    const child = this.#frame;
    this.width -= child.width;
    this.#frames.pop();
    this.#frame = this.#frames.at(-1) as JsonFrame;
    if (child.shown === undefined) this.#put(child.store);
    return this.#separator();
  }

  #separator(): JsonState {
    return this.#frames.length > 1 ? separator : done;
  }

  #name(key: string, isPredicted: boolean): void {
    this.#frame.name(key, isPredicted, this.#isPlain);
    this.#isKey = false;
  }

  #put(value: unknown): void {
    this.#place(this.#frame, value);
    this.#frame.shown = undefined;
  }

  #place(frame: JsonFrame, value: unknown): void {
    if (frame.isDuplicate) this.#isSuspect = true;
    frame.put(value);
  }

  #putNumber(): void {
    const value = this.#number.value;
    if (value === this.#numberShown) return;
    this.#numberShown = value;
    this.#put(value);
  }

  #putLiteral(): void {
    const word = this.#guess;
    this.#put(word === 'null' ? null : word === 'true');
  }

  #append(run: string, mayBeCut: boolean): void {
    let text = run;
    let half = '';
    if (mayBeCut && (run.charCodeAt(run.length - 1) & 0xfc00) === 0xd800) {
      half = run.slice(-1);
      text = run.slice(0, -1);
    }
    if (this.#half !== '') text = this.#half + text;
    this.#half = half;
    if (text === '') return;
    this.#text += text;
    this.#textChanged = true;
  }
}
