import { describe, expect, it } from 'vitest';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { textOf } from '../../src/messages/textOf.ts';

describe('textOf', () => {
  it('passes text through', () => {
    expect(textOf('Hello')).toBe('Hello');
    expect(textOf('')).toBe('');
  });

  it('is the content of a message or chunk', () => {
    expect(textOf(human('Hi'))).toBe('Hi');
    expect(textOf(aiChunk(''))).toBe('');
  });

  it('joins the text blocks and leaves out the others', () => {
    const blocks = [
      { type: 'text', text: 'Hel' },
      { type: 'reasoning', text: 'hm' },
      { type: 'image_url', url: 'x' },
      { type: 'text' },
      { type: 'text', text: 'lo' },
    ];
    expect(textOf(aiChunk(blocks))).toBe('Hello');
  });

  it('refuses what has no text', () => {
    for (const [value, kind] of [
      [5, 'number'],
      [null, 'null'],
      [undefined, 'undefined'],
      [['a'], 'a list'],
      [{ text: 'x' }, 'object'],
    ] as const) {
      const reading = () => textOf(value as never);
      expect(reading).toThrow(expect.objectContaining({ name: 'RunnableError', code: 'bad_chunk' }));
      expect(reading).toThrow(`got ${kind}.`);
    }
  });
});
