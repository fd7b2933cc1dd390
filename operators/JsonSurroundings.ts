import { JsonReader, type JsonReaderOptions } from './JsonReader.ts';

type State = 'start' | 'scalar' | 'after' | 'prose' | 'opener' | 'ticks' | 'info' | 'fence' | 'skip';

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
  #state: State = 'start';
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
    if (isBehind && this.#state !== 'after') this.#go('after');
    for (let at = from; at < text.length; at++) {
      const char = text.charAt(at);
      while (this.#passesOn(char)) {
        if ((isBehind || this.#options.strict) && (this.#state === 'prose' || this.#state === 'skip')) {
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
    if (this.#state === 'scalar') this.reader.read(' ', 0);
    this.isFound = this.reader.isDone && this.#run === 0;
  }

  /** One unit in one state. True: the state changed, and the unit belongs to the new one. */
  #passesOn(char: string): boolean {
    const isBlank = ' \n\r\t'.includes(char);
    const isBracket = char === '{' || char === '[';
    switch (this.#state) {
      case 'start':
      case 'fence':
        if (isBlank) return false;
        this.isFound = isBracket || char === '"';
        return !this.isFound && this.#go(char === '`' && this.#fence === 0 ? 'ticks' : 'scalar');
      case 'scalar':
        // A number ends at the unit behind it, a word with its last letter.
        if (!this.reader.isDone && this.reader.read(char, 0) > 0) return false;
        return this.reader.isDone ? this.#go('after') : this.#giveUp();
      case 'after':
        if (char === '`' && this.#fence > 0) {
          if (++this.#run === this.#fence) this.isFound = true;
          return false;
        }
        if (!isBlank || (this.#run > 0 && this.#run < this.#fence)) return this.#giveUp();
        if (this.#run > 0) this.#fence = 0;
        this.#run = 0;
        return false;
      case 'prose':
        if (char === '`') return this.#go('ticks');
        if (isBracket) {
          this.#state = 'opener';
          this.#opener = char;
          this.held = char;
        }
        return false;
      case 'opener':
        if (isBlank || (isBracket && this.#opener === '[')) {
          this.held += char;
          if (isBracket) this.#opener = char;
          return false;
        }
        this.isFound = char === '"' || (char === '}' && this.#opener === '{');
        if (this.isFound) return false;
        this.held = '';
        return this.#go('prose');
      case 'ticks':
        if (char === '`') {
          this.#run++;
          return false;
        }
        if (this.#run < 3) return this.#go('prose');
        this.#fence = this.#run;
        this.#info = '';
        return this.#go('info');
      case 'info':
        if (/[a-z]/i.test(char) || (this.#info !== '' && /[\d_+.-]/.test(char))) {
          this.#info += char;
          return false;
        }
        return this.#go(/^(json[c5]?)?$/i.test(this.#info) ? 'fence' : 'skip');
      default:
        if (char === '`') this.#run++;
        else if (this.#run < this.#fence) this.#run = 0;
        else {
          this.#fence = 0;
          return this.#go('prose');
        }
        return false;
    }
  }

  #go(state: State): true {
    this.#run = 0;
    this.#state = state;
    return true;
  }

  /** What stands here is no JSON: prose, or a fence to be skipped. */
  #giveUp(): true {
    if (!this.isFound) this.reader = new JsonReader(this.#options);
    return this.#go(this.#fence > 0 ? 'skip' : 'prose');
  }
}
