import fc from 'fast-check';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../operators/decodeText.ts';
import { marble } from '../events/runEvents.ts';

const euro = {
  a: Uint8Array.of(0xe2),
  b: Uint8Array.of(0x82),
  c: Uint8Array.of(0xac),
  d: Uint8Array.of(0x41),
};

describe('decodeText', () => {
  it('holds a character that is cut until its last byte', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const bytes = cold('   a-b-cd|', euro);
      const expected = '     ----xy|';
      const subscribed = '   ^-----!';
      expectObservable(bytes.pipe(decodeText())).toBe(expected, { x: '€', y: 'A' });
      expectSubscriptions(bytes.subscriptions).toBe(subscribed);
    });
  });

  it('flushes what is cut off when the source completes', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('d-a-|', euro).pipe(decodeText())).toBe('d---(x|)', { d: 'A', x: '\ufffd' });
    });
  });

  it('passes an empty, a silent and a failing source on, the last without the rest', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold<Uint8Array>('--|').pipe(decodeText())).toBe('--|');
      expectObservable(cold<Uint8Array>('---').pipe(decodeText())).toBe('---');
      expectObservable(cold('-d-a-#', euro).pipe(decodeText())).toBe('-d---#', { d: 'A' });
    });
  });

  it('tears its source down with its subscriber, and a second subscription has its own bytes', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const bytes = cold('abc|', euro);
      const text = bytes.pipe(decodeText());
      expectObservable(text, '-^-!').toBe('---');
      expectObservable(text, '--^').toBe('----x|', { x: '€' });
      expectSubscriptions(bytes.subscriptions).toBe(['-^-!', '--^--!']);
    });
  });

  it('drops a byte order mark and keeps one inside', async () => {
    const bytes = new TextEncoder().encode('\ufeffa\ufeffb');
    const text = from([bytes.slice(0, 2), bytes.slice(2)]).pipe(decodeText(), toArray());
    expect((await lastValueFrom(text)).join('')).toBe('a\ufeffb');
  });

  it('gives the same text wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.array(fc.nat(4)), async (text, sizes) => {
        const whole = text.replace(/^\ufeff+/, '');
        const bytes = new TextEncoder().encode(whole);
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(bytes.slice(at, at + size));
          at += size;
        }
        pieces.push(bytes.slice(at));
        const chunks = await lastValueFrom(from(pieces).pipe(decodeText(), toArray()));
        expect(chunks.join('')).toBe(whole);
        expect(chunks).not.toContain('');
      }),
      { numRuns: 200 },
    );
  });
});
