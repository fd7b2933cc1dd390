import { JsonReader, type JsonReaderOptions } from './JsonReader.ts';
import {
  afterDocument,
  afterOpener,
  atStart,
  inBackticks,
  inFence,
  inForeignFence,
  inInfo,
  inProse,
  inScalar,
  type SurroundingState,
} from './SurroundingState.ts';

/**
 * Finds the document in its surroundings: prose and fences before it, white space and the closing fence
 * behind it. Every unit is looked at once; only a bracket that may start the document is kept until that is confirmed.
 */
export class JsonSurroundings {
  /** The document starts where `read` stopped, behind `held`; a lone scalar has been read. */
  isFound = false;
  /** Brackets and white space of the document that were read to confirm it. */
  held = '';
  /** Reads the document; also told when the unit where `read` stopped is wrong. */
  reader: JsonReader;
  readonly #options: JsonReaderOptions;
  #state: SurroundingState = atStart;
  /** Backticks of the open fence, and of the run that is read. */
  #fence = 0;
  #run = 0;
  #info = '';
  #opener = '';

  constructor(options: JsonReaderOptions) {
    this.#options = options;
    this.reader = new JsonReader(options);
  }

  /** Reads until the document is found; behind it, as long as there is nothing but white space and the closing fence. */
  read(text: string, from: number): number {
    const isBehind = this.isFound;
    this.reader.hasLineFeed = true;
    if (isBehind && this.#state !== afterDocument) this.#go(afterDocument);
    for (let at = from; at < text.length; at++) {
      const char = text.charAt(at);
      while (this.#passesOn(char)) {
        if (
          (isBehind || this.#options.strict) &&
          (this.#state === inProse || this.#state === inForeignFence)
        ) {
          this.reader.fault = 'json_syntax';
          return at;
        }
      }
      if (this.isFound && !isBehind) return this.reader.isDone ? at + 1 : at;
    }
    return text.length;
  }

  /** The text is over: a lone scalar with nothing behind it is the document. */
  end(): void {
    if (this.#state === inScalar) this.reader.read(' ', 0);
    this.isFound ||= this.reader.isDone && this.#run === 0;
  }

  /** One unit in one state. True: the state changed, and the unit belongs to the new one. */
  #passesOn(char: string): boolean {
    const isBlank = ' \n\r\t'.includes(char);
    const isBracket = char === '{' || char === '[';
    switch (this.#state) {
      case atStart:
      case inFence:
        if (isBlank) return false;
        this.isFound = isBracket || char === '"';
        return !this.isFound && this.#go(char === '`' && this.#fence === 0 ? inBackticks : inScalar);
      case inScalar:
        // A number ends at the unit behind it, a word with its last letter.
        if (!this.reader.isDone && this.reader.read(char, 0) > 0) return false;
        return this.reader.isDone ? this.#go(afterDocument) : this.#giveUp();
      case afterDocument:
        if (char === '`' && this.#fence > 0) {
          if (++this.#run === this.#fence) this.isFound = true;
          return false;
        }
        if (!isBlank || (this.#run > 0 && this.#run < this.#fence)) return this.#giveUp();
        if (this.#run > 0) this.#fence = 0;
        this.#run = 0;
        return false;
      case inProse:
        if (char === '`') return this.#go(inBackticks);
        if (isBracket) {
          this.#state = afterOpener;
          this.#opener = char;
          this.held = char;
        }
        return false;
      case afterOpener:
        if (isBlank || (isBracket && this.#opener === '[')) {
          this.held += char;
          if (isBracket) this.#opener = char;
          return false;
        }
        this.isFound = char === '"' || (char === '}' && this.#opener === '{');
        if (this.isFound) return false;
        this.held = '';
        return this.#go(inProse);
      case inBackticks:
        if (char === '`') {
          this.#run++;
          return false;
        }
        if (this.#run < 3) return this.#go(inProse);
        this.#fence = this.#run;
        this.#info = '';
        return this.#go(inInfo);
      case inInfo:
        if (/[a-z]/i.test(char) || (this.#info !== '' && /[\d_+.-]/.test(char))) {
          this.#info += char;
          return false;
        }
        return this.#go(/^(json[c5]?)?$/i.test(this.#info) ? inFence : inForeignFence);
      default:
        if (char === '`') this.#run++;
        else if (this.#run < this.#fence) this.#run = 0;
        else {
          this.#fence = 0;
          return this.#go(inProse);
        }
        return false;
    }
  }

  #go(state: SurroundingState): true {
    this.#run = 0;
    this.#state = state;
    return true;
  }

  /** What stands here is no JSON: prose, or a fence to be skipped. */
  #giveUp(): true {
    if (!this.isFound) this.reader = new JsonReader(this.#options);
    return this.#go(this.#fence > 0 ? inForeignFence : inProse);
  }
}
