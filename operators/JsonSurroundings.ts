import { JsonNumber } from './JsonNumber.ts';
import type { TextPosition } from './TextPosition.ts';

const blank = 0;
const prose = 1;
const backticks = 2;
const info = 3;
const fenced = 4;
const foreign = 5;
const scalar = 6;
const behindScalar = 7;
const candidate = 8;

/**
 * Finds the document in its surroundings: byte order mark, prose and fences before it, white space and the closing fence
 * behind it. Every unit is looked at once; only the brackets of a candidate are kept until it is confirmed.
 */
export class JsonSurroundings {
  /** The document starts at the unit where `before` stopped, with `held` in front of it. */
  isFound = false;
  /** Units of the document that were read to confirm it, and their offset. */
  held = '';
  heldAt = 0;
  /** The offset where strict reading, or text behind the document, is certain to be wrong. */
  faultAt = -1;
  readonly #position: TextPosition;
  readonly #isStrict: boolean;
  #state = blank;
  #fence = 0;
  #run = 0;
  #info = '';
  #opener = 0;
  #line = 1;
  #lineStart = 0;
  #isNumber = false;
  #word = '';
  #matched = 0;
  readonly #number = new JsonNumber();

  constructor(position: TextPosition, isStrict: boolean) {
    this.#position = position;
    this.#isStrict = isStrict;
  }

  /** Reads until the document is found, or to the end of `text`. */
  before(text: string, base: number): number {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      while (this.#passesOn(unit, base + at)) {
        if (this.#isStrict && (this.#state === prose || this.#state === foreign)) {
          this.faultAt = base + at;
          return at;
        }
      }
      if (this.isFound) {
        if (this.hasScalar) return at + 1;
        if (this.held !== '') {
          this.#position.line = this.#line;
          this.#position.lineStart = this.#lineStart;
        }
        return at;
      }
      if (unit === 10) this.#position.lineFeed(base + at);
    }
    return text.length;
  }

  /** Reads behind the document: only white space and the closing fence are right there. */
  behind(text: string, from: number, base: number): void {
    for (let at = from; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 96 && this.#fence > 0) this.#run++;
      else if (isBlank(unit) && (this.#run === 0 || this.#run >= this.#fence)) {
        if (unit === 10) this.#position.lineFeed(base + at);
        if (this.#run > 0) this.#fence = 0;
        this.#run = 0;
      } else {
        this.faultAt = base + at;
        return;
      }
    }
  }

  /** A lone scalar is whole and nothing stands behind it: it is the document if the text or its fence ends here. */
  get hasScalar(): boolean {
    if (this.#state === behindScalar) return this.#run === 0 || this.#run >= this.#fence;
    return this.#state === scalar && this.#isWholeScalar();
  }

  get scalar(): unknown {
    if (this.#isNumber) return this.#number.value;
    return this.#word === 'null' ? null : this.#word === 'true';
  }

  /** One unit in one state. True: the state changed and the unit belongs to the new one. */
  #passesOn(unit: number, offset: number): boolean {
    switch (this.#state) {
      case blank:
      case fenced:
        if (isBlank(unit) || (unit === 0xfeff && offset === 0)) return false;
        if (unit === 123 || unit === 91 || unit === 34) {
          this.isFound = true;
          return false;
        }
        this.#isNumber = unit === 45 || (unit >= 48 && unit <= 57);
        this.#word = unit === 116 ? 'true' : unit === 102 ? 'false' : unit === 110 ? 'null' : '';
        if (!this.#isNumber && this.#word === '') return this.#giveUp();
        this.#number.begin();
        this.#matched = 0;
        this.#state = scalar;
        return true;
      case prose:
        if (unit === 96) {
          this.#run = 0;
          this.#state = backticks;
          return true;
        }
        if (unit === 123 || unit === 91) this.#suppose(unit, offset);
        return false;
      case backticks:
        if (unit === 96) {
          this.#run++;
          return false;
        }
        if (this.#run < 3) {
          this.#state = prose;
          return true;
        }
        this.#fence = this.#run;
        this.#info = '';
        this.#state = info;
        return true;
      case info: {
        const letter = unit | 32;
        const isLetter = letter >= 97 && letter <= 122;
        const isRest = (unit >= 48 && unit <= 57) || unit === 95 || unit === 43 || unit === 46 || unit === 45;
        if (isLetter || (isRest && this.#info !== '')) {
          // The longest word that matters has five letters.
          if (this.#info.length < 6) this.#info += String.fromCharCode(isLetter ? letter : unit);
          return false;
        }
        this.#run = 0;
        this.#state = ['', 'json', 'jsonc', 'json5'].includes(this.#info) ? fenced : foreign;
        return true;
      }
      case foreign:
        if (unit === 96) this.#run++;
        else if (this.#run >= this.#fence) {
          this.#fence = 0;
          this.#state = prose;
          return true;
        } else this.#run = 0;
        return false;
      case scalar:
        if (this.#isNumber) {
          if (this.#number.read(String.fromCharCode(unit), 0) === 1) return false;
        } else if (unit === this.#word.charCodeAt(this.#matched)) {
          this.#matched++;
          return false;
        }
        if (!this.#isWholeScalar()) return this.#giveUp();
        this.#run = 0;
        this.#state = behindScalar;
        return true;
      case behindScalar:
        if (unit === 96 && this.#fence > 0) {
          if (++this.#run === this.#fence) this.isFound = true;
          return false;
        }
        return this.#run > 0 || !isBlank(unit) ? this.#giveUp() : false;
      default: {
        if (isBlank(unit)) {
          this.held += String.fromCharCode(unit);
          return false;
        }
        const opensOther = unit === 123 || unit === 91;
        if (unit === 34 || (unit === 125 && this.#opener === 123)) {
          this.isFound = true;
          return false;
        }
        if (!opensOther) {
          this.held = '';
          this.#state = prose;
          return true;
        }
        if (this.#opener === 123) this.#suppose(unit, offset);
        else {
          this.held += String.fromCharCode(unit);
          this.#opener = unit;
        }
        return false;
      }
    }
  }

  #isWholeScalar(): boolean {
    return this.#isNumber ? this.#number.isWhole : this.#matched === this.#word.length;
  }

  /** What stands here is no JSON: prose, or a fence to be skipped. */
  #giveUp(): true {
    this.#run = 0;
    this.#state = this.#fence > 0 ? foreign : prose;
    return true;
  }

  /** A document may start with this bracket. */
  #suppose(opener: number, offset: number): void {
    this.held = String.fromCharCode(opener);
    this.heldAt = offset;
    this.#opener = opener;
    this.#line = this.#position.line;
    this.#lineStart = this.#position.lineStart;
    this.#state = candidate;
  }
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 13 || unit === 9;
}
