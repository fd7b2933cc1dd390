import { describe, expect, it } from 'vitest';
import { ai } from '../../src/messages/ai.ts';
import { human } from '../../src/messages/human.ts';
import { isDocument } from '../../src/messages/isDocument.ts';
import { isMessage } from '../../src/messages/isMessage.ts';
import { isPromptValue } from '../../src/messages/isPromptValue.ts';

const others = [
  undefined,
  null,
  1,
  'human',
  [],
  {},
  { type: 'human' },
  { type: 'human', content: 1 },
  { content: '' },
];

describe('isMessage', () => {
  it('is true for messages of text and of blocks', () => {
    expect(isMessage(human('Hi'))).toBe(true);
    expect(isMessage(ai([{ type: 'text', text: 'Hi' }]))).toBe(true);
  });

  it.each([...others, { type: 'chat_prompt_value', messages: [] }, { type: 'toString', content: '' }])(
    'is false for %j',
    (value) => {
      expect(isMessage(value)).toBe(false);
    },
  );
});

describe('isDocument', () => {
  it('is true for a text with metadata', () => {
    expect(isDocument({ pageContent: '', metadata: {} })).toBe(true);
  });

  it.each([
    ...others,
    { pageContent: 'x' },
    { pageContent: 1, metadata: {} },
    { pageContent: '', metadata: null },
  ])('is false for %j', (value) => {
    expect(isDocument(value)).toBe(false);
  });
});

describe('isPromptValue', () => {
  it('is true for both kinds', () => {
    expect(isPromptValue({ type: 'chat_prompt_value', messages: [] })).toBe(true);
    expect(isPromptValue({ type: 'string_prompt_value', text: '', messages: [] })).toBe(true);
  });

  it.each([...others, { type: 'chat_prompt_value' }, { type: 'prompt', messages: [] }])(
    'is false for %j',
    (value) => {
      expect(isPromptValue(value)).toBe(false);
    },
  );
});
