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
});
