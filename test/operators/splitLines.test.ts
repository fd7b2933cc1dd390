import fc from 'fast-check';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../../operators/splitLines.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { marble } from '../events/runEvents.ts';

const linesOf = (...pieces: string[]) => lastValueFrom(from(pieces).pipe(splitLines(), toArray()));

describe('splitLines', () => {
  it('hands a line on as soon as its end is seen, and the last one at the end', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const text = cold('     a-b-c-|', { a: 'on', b: 'e\ntwo', c: '\nth' });
      const expected = '      --x-y-(z|)';
      const subscribed = '    ^-----!';
      expectObservable(text.pipe(splitLines())).toBe(expected, { x: 'one', y: 'two', z: 'th' });
      expectSubscriptions(text.subscriptions).toBe(subscribed);
    });
  });

  it('does not wait behind a CR, and takes a LF in the next chunk for the same end', () => {
    marble(({ cold, expectObservable }) => {
      const text = cold('a-b-|', { a: 'one\r', b: '\ntwo\r\n' });
      expectObservable(text.pipe(splitLines())).toBe('x-y-|', { x: 'one', y: 'two' });
    });
  });

  it.each([
    [['a\nb'], ['a', 'b']],
    [['a\r\nb\rc\n'], ['a', 'b', 'c']],
    [['a\n\nb'], ['a', '', 'b']],
    [['a\r\rb'], ['a', '', 'b']],
    [
      ['a\r', '\r', '\n', '\nb'],
      ['a', '', '', 'b'],
    ],
    [
      ['a\r', '', '\nb'],
      ['a', 'b'],
    ],
    [['\n'], ['']],
    [['a\u2028b\u0085c\vd'], ['a\u2028b\u0085c\vd']],
    [[], []],
    [[''], []],
  ])('%j has the lines %j', async (pieces, lines) => {
    expect(await linesOf(...pieces)).toEqual(lines);
  });

  it('passes an empty, a silent and a failing source on, the last without the unfinished line', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold<string>('--|').pipe(splitLines())).toBe('--|');
      expectObservable(cold<string>('---').pipe(splitLines())).toBe('---');
      expectObservable(cold('-a-#', { a: 'one\ntw' }).pipe(splitLines())).toBe('-x-#', { x: 'one' });
    });
  });

  it('tears its source down with its subscriber, and a second subscription has its own rest', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const text = cold('a-b-|', { a: 'on', b: 'e' });
      const lines = text.pipe(splitLines());
      expectObservable(lines, '^-!').toBe('--');
      expectObservable(lines, '-^').toBe('-----(x|)', { x: 'one' });
      expectSubscriptions(text.subscriptions).toBe(['^-!', '-^---!']);
    });
  });

  it('fails at a line beyond the limit, after the lines before it', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const text = cold('   a-b-|', { a: 'ok\n1234', b: '5' });
      const expected = '    x-#';
      const error = new RunnableError(
        'A line is longer than 4 characters; give splitLines a higher limit if that is right.',
        {
          code: 'too_large',
        },
      );
      expectObservable(text.pipe(splitLines({ limit: 4 }))).toBe(expected, { x: 'ok' }, error);
      expectSubscriptions(text.subscriptions).toBe('^-!');
    });
  });

  it('gives the same lines wherever the text is cut', async () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r', '\r\n', '🦜')).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(3)), async (whole, sizes) => {
        const pieces: string[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(whole.slice(at, at + size));
          at += size;
        }
        const expected = whole.split(/\r\n|\n|\r/);
        if (expected.at(-1) === '') expected.pop();
        expect(await linesOf(...pieces, whole.slice(at))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});
