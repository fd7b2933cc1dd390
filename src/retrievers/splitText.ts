import type { Document } from '../messages/Document.ts';
import { RunnableError } from '../RunnableError.ts';

export interface SplitOptions {
  /** How long a piece may be, in UTF-16 units (default 1000). */
  readonly size?: number | undefined;
  /** How much of the end of a piece the next one may begin with (default 0). */
  readonly overlap?: number | undefined;
  /** Where to cut, the best places first: behind each of these (default: paragraphs, lines, sentences, clauses, words). */
  readonly separators?: readonly string[] | undefined;
}

/**
 * Cuts a text into pieces of at most `size`, at the best places that there are: between paragraphs, else lines, sentences, words;
 * inside a word only between characters as people see them. Every piece is a part of the text as it is, without white space at its
 * ends; nothing but white space is left out. With documents it gives documents: with their metadata, `start` (the offset of the
 * piece) among it, and no id.
 *
 * @example
 * splitText('One two. Three four.', { size: 12 }); // ['One two.', 'Three four.']
 */
export function splitText(text: string, options?: SplitOptions): string[];
export function splitText(documents: readonly Document[], options?: SplitOptions): Document[];
export function splitText(
  input: string | readonly Document[],
  options: SplitOptions = {},
): string[] | Document[] {
  const { size = 1000, overlap = 0, separators = defaultSeparators } = options;
  if (!(size >= 1 && overlap >= 0 && overlap < size)) {
    throw new RunnableError(
      `splitText: size must be at least 1 and overlap less than size; got ${size} and ${overlap}.`,
      { code: 'bad_config' },
    );
  }
  const split = (text: string): readonly Piece[] =>
    merged(text, cut(text, { start: 0, end: text.length }, size, separators), size, overlap);
  if (typeof input === 'string') return split(input).map(({ start, end }) => input.slice(start, end));
  return input.flatMap(({ pageContent, metadata }) =>
    split(pageContent).map(({ start, end }) => ({
      pageContent: pageContent.slice(start, end),
      metadata: { ...metadata, start },
    })),
  );
}

const defaultSeparators: readonly string[] = [
  '\n\n',
  '\n',
  '. ',
  '! ',
  '? ',
  '。',
  '！',
  '？',
  '; ',
  ', ',
  '、',
  '，',
  ' ',
];

/** A part of the text, from its first unit to behind its last. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

/** Neighbouring parts that make up the whole; none is longer than the size, but for white space at its end. */
function cut(text: string, whole: Piece, size: number, separators: readonly string[]): Piece[] {
  if (inkEnd(text, whole) - whole.start <= size) return [whole];
  const [separator, ...rest] = separators;
  if (separator === undefined) return characters(text, whole, size);
  if (separator === '') return cut(text, whole, size, rest);
  const own = text.slice(whole.start, whole.end);
  const pieces: Piece[] = [];
  for (let start = 0; start < own.length; ) {
    const at = own.indexOf(separator, start);
    const end = at === -1 ? own.length : at + separator.length;
    const part = { start: whole.start + start, end: whole.start + end };
    for (const piece of cut(text, part, size, rest)) pieces.push(piece);
    start = end;
  }
  return pieces;
}

/** Between the characters that people see: an emoji or a letter with its marks stays whole, unless it alone is too long. */
function characters(text: string, whole: Piece, size: number): Piece[] {
  const pieces: Piece[] = [];
  let { start } = whole;
  for (const { segment } of new Intl.Segmenter().segment(text.slice(whole.start, whole.end))) {
    for (const part of segment.length > size ? segment : [segment]) {
      pieces.push({ start, end: start + part.length });
      start += part.length;
    }
  }
  return pieces;
}

/** As many neighbours as fit, each time; the next piece begins with the last of those before, as far as the overlap allows. */
function merged(text: string, parts: readonly Piece[], size: number, overlap: number): Piece[] {
  const pieces: Piece[] = [];
  let first = 0;
  for (let next = 1; next <= parts.length; next++) {
    const part = parts[next];
    if (part !== undefined && inkEnd(text, part) - parts[first]!.start <= size) continue;
    const piece = trimmed(text, parts[first]!.start, parts[next - 1]!.end);
    if (piece.end > piece.start) pieces.push(piece);
    if (part === undefined) break;
    const { start } = part;
    const end = inkEnd(text, part);
    while (first < next && (start - parts[first]!.start > overlap || end - parts[first]!.start > size))
      first++;
  }
  return pieces;
}

function trimmed(text: string, from: number, to: number): Piece {
  const end = inkEnd(text, { start: from, end: to });
  let start = from;
  while (start < end && isSpace(text, start)) start++;
  return { start, end };
}

/** Where the white space at the end of a part begins: it takes no room, since it is left out. */
function inkEnd(text: string, { start, end }: Piece): number {
  let at = end;
  while (at > start && isSpace(text, at - 1)) at--;
  return at;
}

function isSpace(text: string, at: number): boolean {
  return text.charAt(at).trim() === '';
}
