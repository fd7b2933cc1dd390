import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from '../../src/retrievers/splitText.ts';

const words = fc
  .array(
    fc.constantFrom(
      'one',
      'two ',
      'three. ',
      '\n',
      '\n\n',
      ' ',
      '가나다',
      '。',
      '👨‍👩‍👧',
      '𠮷',
      'a'.repeat(30),
      ', ',
    ),
  )
  .map((parts) => parts.join(''));

describe('splitText', () => {
  it('cuts at the best place that there is', () => {
    expect(splitText('One two. Three four.', { size: 12 })).toEqual(['One two.', 'Three four.']);
    expect(splitText('first line\n\nsecond line\nthird', { size: 18 })).toEqual([
      'first line',
      'second line\nthird',
    ]);
    expect(splitText('one two three', { size: 7 })).toEqual(['one two', 'three']);
    expect(splitText('今日は雨。明日は晴れ。', { size: 6 })).toEqual(['今日は雨。', '明日は晴れ。']);
    expect(splitText('abcdefgh', { size: 3 })).toEqual(['abc', 'def', 'gh']);
  });

  it('gives a short text as it is, without the white space around it', () => {
    expect(splitText('  short\n')).toEqual(['short']);
    expect(splitText('')).toEqual([]);
    expect(splitText(' \n ')).toEqual([]);
  });

  it('repeats the end of a piece as far as the overlap allows', () => {
    expect(splitText('one two three four', { size: 9, overlap: 4 })).toEqual([
      'one two',
      'two three',
      'four',
    ]);
    expect(splitText('abcdefg', { size: 3, overlap: 1 })).toEqual(['abc', 'cde', 'efg']);
  });

  it('keeps whole what people see as one character', () => {
    expect(splitText('👨‍👩‍👧👨‍👩‍👧', { size: 9 })).toEqual(['👨‍👩‍👧', '👨‍👩‍👧']);
    expect(splitText('𠮷𠮷', { size: 3 })).toEqual(['𠮷', '𠮷']);
  });

  it('takes separators of your own', () => {
    expect(splitText('a|b c|d', { size: 4, separators: ['|'] })).toEqual(['a|', 'b c|', 'd']);
  });

  it('cuts documents, and says where each piece began', () => {
    const documents = [{ pageContent: 'one two. three', metadata: { page: 1 }, id: 'x' }];
    expect(splitText(documents, { size: 8 })).toEqual([
      { pageContent: 'one two.', metadata: { page: 1, start: 0 } },
      { pageContent: 'three', metadata: { page: 1, start: 9 } },
    ]);
  });

  it('every piece fits, is a part of the text, and nothing but white space is left out', () => {
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 0, max: 20 }),
        (text, size, wish) => {
          const overlap = Math.min(wish, size - 1);
          const pieces = splitText([{ pageContent: text, metadata: {} }], { size, overlap });
          let covered = 0;
          for (const { pageContent, metadata } of pieces) {
            const start = metadata.start as number;
            expect(pageContent.length).toBeLessThanOrEqual(size);
            expect(text.slice(start, start + pageContent.length)).toBe(pageContent);
            expect(pageContent.trim()).toBe(pageContent);
            expect(pageContent).not.toMatch(/\p{Surrogate}/u);
            expect(text.slice(covered, Math.max(covered, start)).trim()).toBe('');
            expect(covered - start).toBeLessThanOrEqual(overlap);
            covered = Math.max(covered, start + pageContent.length);
          }
          expect(text.slice(covered).trim()).toBe('');
          if (overlap === 0) {
            const all = pieces.map(({ pageContent }) => pageContent).join('');
            expect(all.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes time that grows with the text', () => {
    const text = 'word '.repeat(200_000);
    expect(splitText(text, { size: 100, overlap: 20 }).length).toBeGreaterThan(10_000);
  });

  it('refuses numbers that cannot be', () => {
    for (const options of [{ size: 0 }, { size: 5, overlap: 5 }, { overlap: -1 }]) {
      expect(() => splitText('x', options)).toThrow(expect.objectContaining({ code: 'bad_config' }));
    }
  });
});
