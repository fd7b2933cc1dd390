import { isSingleCjk, keywordsOf } from './keywordsOf.ts';
import { type Score, TopScores } from './TopScores.ts';

export interface KeywordIndexOptions {
  /** How much a word counts that comes again and again (default 1.2). */
  readonly k1?: number | undefined;
  /** How much long texts count less, from 0 to 1 (default 0.75). */
  readonly b?: number | undefined;
  /** What is counted (default: words, and pairs of CJK characters). */
  readonly tokenize?: ((text: string) => readonly string[]) | undefined;
}

/** Where a word stands: the numbers of the texts, and how often in each. */
interface Postings {
  readonly texts: number[];
  readonly counts: number[];
}

/** Texts by their words, scored by BM25. */
export class KeywordIndex {
  readonly #postings = new Map<string, Postings>();
  readonly #lengths: number[] = [];
  readonly #k1: number;
  readonly #b: number;
  readonly #tokenize: (text: string) => readonly string[];
  #totalLength = 0;

  constructor({ k1 = 1.2, b = 0.75, tokenize = keywordsOf }: KeywordIndexOptions = {}) {
    this.#k1 = k1;
    this.#b = b;
    this.#tokenize = tokenize;
  }

  add(text: string): void {
    const index = this.#lengths.length;
    const words = this.#tokenize(text);
    for (const word of words) {
      const postings = this.#postings.get(word);
      if (postings === undefined) {
        this.#postings.set(word, { texts: [index], counts: [1] });
        continue;
      }
      const last = postings.texts.length - 1;
      if (postings.texts[last] === index) postings.counts[last]!++;
      else {
        postings.texts.push(index);
        postings.counts.push(1);
      }
    }
    this.#lengths.push(words.length);
    this.#totalLength += words.length;
  }

  /** The k best texts that have a word of the query; those that `isWanted` refuses do not count. */
  search(query: string, k: number, isWanted?: (index: number) => boolean): readonly Score[] {
    const scores = new Float64Array(this.#lengths.length);
    const found: number[] = [];
    for (const word of new Set(this.#tokenize(query))) {
      for (const postings of this.#postingsOf(word)) this.#score(postings, scores, found);
    }
    const top = new TopScores(k);
    // In the order of adding, so that equal ones stay in it.
    for (const index of found.sort((left, right) => left - right)) {
      if (isWanted === undefined || isWanted(index)) top.add(index, scores[index]!);
    }
    return top.best;
  }

  #score({ texts, counts }: Postings, scores: Float64Array, found: number[]): void {
    const size = this.#lengths.length;
    const rarity = Math.log(1 + (size - texts.length + 0.5) / (texts.length + 0.5));
    const perLength = (this.#k1 * this.#b * size) / (this.#totalLength || 1);
    const base = this.#k1 * (1 - this.#b);
    for (let i = 0; i < texts.length; i++) {
      const index = texts[i]!;
      const count = counts[i]!;
      if (scores[index] === 0) found.push(index);
      scores[index]! +=
        (rarity * count * (this.#k1 + 1)) / (count + base + perLength * this.#lengths[index]!);
    }
  }

  /** A single CJK character is in no pair by itself, so all pairs with it count. */
  #postingsOf(word: string): readonly Postings[] {
    const own = this.#postings.get(word);
    const found = own === undefined ? [] : [own];
    if (!isSingleCjk(word)) return found;
    for (const [other, postings] of this.#postings) {
      if (other !== word && other.length > word.length && other.includes(word)) found.push(postings);
    }
    return found;
  }
}
