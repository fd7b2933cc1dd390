/**
 * The words of a text that a keyword search counts: runs of letters and digits in lower case. Runs of Han, Hangul, Hiragana and
 * Katakana give every pair of neighbours in place of a word, so that a stem is found inside an inflected form and a word inside
 * a text without spaces; a single character stands for itself. Full-width and composed forms are one.
 *
 * @example
 * keywordsOf('RxJS 7에서'); // ['rxjs', '7', '에서']
 * keywordsOf('食べました'); // ['食べ', 'べま', 'まし', 'した']
 */
export function keywordsOf(text: string): string[] {
  // Most texts need nothing but this.
  if (!beyondAscii.test(text)) return text.toLowerCase().match(asciiWords) ?? [];
  const words: string[] = [];
  for (const run of text.normalize('NFKC').toLowerCase().match(runs) ?? []) {
    if (!isCjk(run)) {
      words.push(run);
      continue;
    }
    const characters = [...run];
    if (characters.length === 1) words.push(run);
    for (let i = 1; i < characters.length; i++) words.push(characters[i - 1]! + characters[i]!);
  }
  return words;
}

/** Whether a word stands for one character of a script without words between spaces. */
export function isSingleCjk(word: string): boolean {
  return isCjk(word) && [...word].length === 1;
}

const beyondAscii = /[^\0-\x7f]/;
const asciiWords = /[a-z0-9]+/g;
// Marks that many scripts share (the long sound, repetition) belong to the characters before them.
const cjk = '\\p{Script=Han}\\p{Script=Hangul}\\p{Script=Hiragana}\\p{Script=Katakana}ー々';
const runs = new RegExp(`[${cjk}]+|(?:(?![${cjk}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');
const cjkStart = new RegExp(`^[${cjk}]`, 'u');

function isCjk(word: string): boolean {
  return cjkStart.test(word);
}
