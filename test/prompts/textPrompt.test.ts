import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { human } from '../../src/messages/human.ts';
import { textPrompt } from '../../src/prompts/textPrompt.ts';

describe('textPrompt', () => {
  it('makes a text, and the same as a human message', async () => {
    expect(await firstValueFrom(textPrompt('Once upon a {time}').invoke({ time: 'night' }))).toStrictEqual({
      type: 'string_prompt_value',
      text: 'Once upon a night',
      messages: [human('Once upon a night')],
    });
  });

  it('needs its variables', async () => {
    const prompt = textPrompt('{time}' as string);
    await expect(lastValueFrom(prompt.invoke({}))).rejects.toMatchObject({
      code: 'missing_variable',
      message: 'textPrompt needs "time"; it got an empty record.',
    });
  });

  it('refuses a bad template when it is built', () => {
    expect(() => textPrompt('{')).toThrowError(expect.objectContaining({ code: 'bad_template', offset: 0 }));
    expect(() => textPrompt(1 as never)).toThrowError(expect.objectContaining({ code: 'bad_template' }));
  });

  it('has its own name and type in the events', async () => {
    const events = await lastValueFrom(textPrompt('{a}').streamEvents({ a: 1 }).pipe(toArray()));
    expect(events.map(({ event, name }) => [event, name])).toStrictEqual([
      ['on_prompt_start', 'PromptTemplate'],
      ['on_prompt_end', 'PromptTemplate'],
    ]);
  });
});
