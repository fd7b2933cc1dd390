import { JsonReader, type JsonReaderOptions } from './JsonReader.ts';
import type { TextPosition } from './TextPosition.ts';

const blank = 0;
const prose = 1;
const backticks = 2;
const info = 3;
const fenced = 4;
const foreign = 5;
const scalar = 6;
const behindScalar = 7;
const bracket = 8;

/**
 * Finds the document in its surroundings: byte order mark, prose and fences before it, white space and the closing fence
 * behind it. Every unit is looked at once; only a bracket that may start the document is kept until that is confirmed.
 */
export class JsonSurroundings {
  /** The document starts where `before` stopped, behind `held`; a lone scalar has been read. */
  isFound = false;
  /** Brackets and white space of the document that were read to confirm it, and their offset. */
  held = '';
  heldAt = 0;
  /** There, strict reading or a text behind the document is certain to be wrong. */
  faultAt = -1;
  reader: JsonReader;
  readonly #position: TextPosition;
  readonly #options: JsonReaderOptions;
  #state = blank;
  /** Backticks of the open fence, and of the run that is read. */
  #fence = 0;
  #run = 0;
  #info = '';
  #opener = 0;
  #line = 1;
  #lineStart = 0;

  constructor(position: TextPosition, options: JsonReaderOptions) {
    this.#position = position;
    this.#options = options;
    this.reader = new JsonReader(position, options);
  }

  /** Reads until the document is found, or to the end of `text`. */
  before(text: string, base: number): number {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const offset = base + at;
      while (this.#passesOn(unit, offset)) {
        if (this.#options.strict && (this.#state === prose || this.#state === foreign)) {
          this.faultAt = offset;
          return at;
        }
      }
      if (this.isFound) {
        if (this.held !== '') {
          this.#position.line = this.#line;
          this.#position.lineStart = this.#lineStart;
        }
        return this.reader.isDone ? at + 1 : at;
      }
      if (unit === 10) this.#position.lineFeed(offset);
    }
    return text.length;
  }

  /** The text is over: a lone scalar with nothing behind it is the document. */
  end(): void {
    if (this.#state === scalar) this.reader.read(' ', 0, 0);
    this.isFound = this.reader.isDone && this.#run === 0;
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

  /** One unit in one state. True: the state changed, and the unit belongs to the new one. */
  #passesOn(unit: number, offset: number): boolean {
    const isBracket = unit === 123 || unit === 91;
    switch (this.#state) {
      case blank:
      case fenced:
        if (isBlank(unit) || (unit === 0xfeff && offset === 0)) return false;
        this.isFound = isBracket || unit === 34;
        return !this.isFound && this.#go(unit === 96 && this.#fence === 0 ? backticks : scalar);
      case scalar:
        // A number ends at the unit behind it, a word with its last letter.
        if (!this.reader.isDone && this.reader.read(String.fromCharCode(unit), 0, 0) > 0) return false;
        return this.reader.isDone ? this.#go(behindScalar) : this.#giveUp();
      case behindScalar:
        if (unit === 96 && this.#fence > 0) this.isFound = ++this.#run === this.#fence;
        else if (this.#run > 0 || !isBlank(unit)) return this.#giveUp();
        return false;
      case prose:
        if (unit === 96) return this.#go(backticks);
        if (isBracket) {
          // The document may start with this bracket.
          this.held = String.fromCharCode(unit);
          this.heldAt = offset;
          this.#opener = unit;
          this.#line = this.#position.line;
          this.#lineStart = this.#position.lineStart;
          this.#state = bracket;
        }
        return false;
      case backticks:
        if (unit === 96) {
          this.#run++;
          return false;
        }
        if (this.#run < 3) return this.#go(prose);
        this.#fence = this.#run;
        this.#info = '';
        return this.#go(info);
      case info: {
        const letter = String.fromCharCode(unit).toLowerCase();
        // The longest word that matters has five letters.
        if (/[a-z]/.test(letter) || (this.#info !== '' && /[\d_+.-]/.test(letter))) {
          this.#info = (this.#info + letter).slice(0, 6);
          return false;
        }
        return this.#go(/^(json[c5]?)?$/.test(this.#info) ? fenced : foreign);
      }
      case foreign:
        if (unit === 96) this.#run++;
        else if (this.#run < this.#fence) this.#run = 0;
        else {
          this.#fence = 0;
          return this.#go(prose);
        }
        return false;
      default:
        if (isBlank(unit) || (isBracket && this.#opener === 91)) {
          this.held += String.fromCharCode(unit);
          if (isBracket) this.#opener = unit;
          return false;
        }
        this.isFound = unit === 34 || (unit === 125 && this.#opener === 123);
        if (this.isFound) return false;
        this.held = '';
        return this.#go(prose);
    }
  }

  #go(state: number): true {
    this.#run = 0;
    this.#state = state;
    return true;
  }

  /** What stands here is no JSON: prose, or a fence to be skipped. */
  #giveUp(): true {
    this.reader = new JsonReader(this.#position, this.#options);
    return this.#go(this.#fence > 0 ? foreign : prose);
  }
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 10 || unit === 13 || unit === 9;
}
