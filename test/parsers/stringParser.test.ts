import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');

describe('stringParser', () => {
  it(
    'gives the text of each chunk, empty ones too',
    marbles((m) => {
      const blocks = aiChunk([{ type: 'text', text: 'c' }, { type: 'image_url', image_url: 'x' } as never]);
      const source = m.cold('-a-b-c-d|', { a: 'text', b: aiChunk('b'), c: blocks, d: aiChunk('') });
      m.expectObservable(source.pipe(stringParser())).toBe('-a-b-c-d|', { a: 'text', b: 'b', c: 'c', d: '' });
    }),
  );
  it(
    'empty source, never, source error',
    marbles((m) => {
      m.expectObservable(m.cold('--|').pipe(stringParser())).toBe('--|');
      m.expectObservable(m.cold('-a-').pipe(stringParser())).toBe('-a-');
      m.expectObservable(m.cold('-a#', undefined, failure).pipe(stringParser())).toBe(
        '-a#',
        undefined,
        failure,
      );
    }),
  );
  it(
    'leaving early tears the source down; a second subscription',
    marbles((m) => {
      const source = m.cold('-a-b|');
      m.expectObservable(source.pipe(stringParser()), '^-!').toBe('-a');
      m.expectObservable(source.pipe(stringParser()), '---^').toBe('----a-b|');
      m.expectSubscriptions(source.subscriptions).toBe(['^-!', '---^---!']);
    }),
  );
  it('invoke gives the text of a whole message; chunks add up', () => {
    const seen: unknown[] = [];
    stringParser()
      .invoke(ai('hello'))
      .subscribe((text) => seen.push(text));
    stringParser()
      .pipe(stringParser())
      .invoke('hi')
      .subscribe((text) => seen.push(text));
    expect(seen).toEqual(['hello', 'hi']);
  });
  it('a chunk without text is an error; what came before it stays', () => {
    const seen: unknown[] = [];
    of('a', 5 as never)
      .pipe(stringParser())
      .subscribe({ next: (text) => seen.push(text), error: (error) => seen.push(error.code) });
    expect(seen).toEqual(['a', 'bad_chunk']);
  });
});
