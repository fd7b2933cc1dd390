import { describe, expect, it } from 'vitest';
import { ai } from '../../src/messages/ai.ts';
import { human } from '../../src/messages/human.ts';
import { toMessages } from '../../src/messages/toMessages.ts';

describe('toMessages', () => {
  it('makes text one human message', () => {
    expect(toMessages('Hello')).toStrictEqual([human('Hello')]);
    expect(toMessages('')).toStrictEqual([human('')]);
  });

  it('takes the messages of a prompt value', () => {
    const messages = [human('Hi')];
    expect(toMessages({ type: 'chat_prompt_value', messages })).toBe(messages);
    expect(toMessages({ type: 'string_prompt_value', text: 'Hi', messages })).toBe(messages);
  });

  it('takes a message and a list of messages', () => {
    expect(toMessages(human('Hi'))).toStrictEqual([human('Hi')]);
    const messages = [human('Hi'), ai('Hello')];
    expect(toMessages(messages)).toBe(messages);
    expect(toMessages([])).toStrictEqual([]);
  });

  it.each([
    [
      [human('Hi'), { role: 'user', content: 'x' }],
      'element 1 of the list is a record with the keys role, content',
    ],
    [['Hi'], 'element 0 of the list is a string'],
    [[human('Hi'), null], 'element 1 of the list is null'],
    [{ type: 'chat_prompt_value', messages: [{}] }, 'element 0 of the list is an empty record'],
    [[[]], 'element 0 of the list is a list'],
    [undefined, 'it got undefined'],
    [3, 'it got a number'],
    [{ topic: 'x' }, 'it got a record with the keys topic'],
  ])('refuses %j and says which element is no message', (input, words) => {
    expect(() => toMessages(input as never)).toThrowError(
      expect.objectContaining({
        name: 'RunnableError',
        code: 'bad_input',
        message: expect.stringContaining(words),
      }),
    );
  });
});
