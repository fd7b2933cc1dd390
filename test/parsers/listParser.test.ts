import fc from 'fast-check';
import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { listParser } from '../../src/parsers/listParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');
const texts = { a: 'red, gr', b: 'een , blue,', c: ' ,pink' };

describe('listParser', () => {
  it(
    'gives each item when it is complete, the last with the end',
    marbles((m) => {
      m.expectObservable(m.cold('-a-b-c|', texts).pipe(listParser())).toBe('-a-b--(c|)', {
        a: ['red'],
        b: ['green', 'blue'],
        c: ['pink'],
      });
      const model = m.model('-a-b-c|', texts);
      m.expectObservable(chain(model, listParser()).invoke('hi')).toBe('------(x|)', {
        x: ['red', 'green', 'blue', 'pink'],
      });
    }),
  );
  it(
    'empty source, never, source error: items that are complete have been given',
    marbles((m) => {
      m.expectObservable(m.cold('--|').pipe(listParser())).toBe('--|');
      m.expectObservable(m.cold('-a-', texts).pipe(listParser())).toBe('-a-', { a: ['red'] });
      m.expectObservable(m.cold('-a-#', texts, failure).pipe(listParser())).toBe(
        '-a-#',
        { a: ['red'] },
        failure,
      );
    }),
  );
  it(
    'leaving early tears the source down; a second subscription starts afresh',
    marbles((m) => {
      const source = m.cold('-a-b|', texts);
      m.expectObservable(source.pipe(listParser()), '^--!').toBe('-a', { a: ['red'] });
      m.expectObservable(source.pipe(listParser()), '-----^').toBe('------a-b|', {
        a: ['red'],
        b: ['green', 'blue'],
      });
      m.expectSubscriptions(source.subscriptions).toBe(['^--!', '-----^---!']);
    }),
  );
  it('a text without items gives nothing', () => {
    const seen: unknown[] = [];
    listParser()
      .stream(' , ,')
      .subscribe({ next: (items) => seen.push(items), complete: () => seen.push('|') });
    expect(seen).toEqual(['|']);
  });
  it('does not depend on how the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', ',', ' ', 'é', '🙂'), maxLength: 6 })),
        (pieces) => {
          const items: string[] = [];
          of(...pieces)
            .pipe(listParser())
            .subscribe((list) => items.push(...list));
          const whole = pieces
            .join('')
            .split(',')
            .map((item) => item.trim());
          expect(items).toEqual(whole.filter((item) => item !== ''));
        },
      ),
    );
  });
});
