import { describe, expectTypeOf, it } from 'vitest';
import type { ChatPromptValue } from '../../src/messages/ChatPromptValue.ts';
import { human } from '../../src/messages/human.ts';
import type { Message } from '../../src/messages/Message.ts';
import type { StringPromptValue } from '../../src/messages/StringPromptValue.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { messagesPlaceholder } from '../../src/prompts/messagesPlaceholder.ts';
import type { PromptPart } from '../../src/prompts/PromptPart.ts';
import type { TemplateVariables } from '../../src/prompts/TemplateVariables.ts';
import { textPrompt } from '../../src/prompts/textPrompt.ts';
import type { Runnable } from '../../src/Runnable.ts';

describe('TemplateVariables', () => {
  it('finds the names and skips doubled braces', () => {
    expectTypeOf<TemplateVariables<'tell me a joke about {topic}'>>().toEqualTypeOf<'topic'>();
    expectTypeOf<TemplateVariables<'{a}{b} {{c}} {{{d}}} {a}'>>().toEqualTypeOf<'a' | 'b' | 'd'>();
    expectTypeOf<TemplateVariables<'none }} {{'>>().toEqualTypeOf<never>();
    expectTypeOf<TemplateVariables<string>>().toEqualTypeOf<string>();
  });
});

describe('chatPrompt', () => {
  it('takes the variables of its template', () => {
    const prompt = chatPrompt('tell me a joke about {topic}');
    expectTypeOf(prompt).toEqualTypeOf<Runnable<{ topic: unknown }, ChatPromptValue>>();
    // @ts-expect-error a variable is missing
    prompt.invoke({ subject: 'x' });
    // @ts-expect-error the input is a record
    prompt.invoke('x');
  });

  it('takes the variables and lists of its parts', () => {
    const prompt = chatPrompt([
      ['system', 'You speak {language}'],
      human('{literal}'),
      messagesPlaceholder('history'),
      ['human', '{question}'],
    ]);
    expectTypeOf(prompt).toEqualTypeOf<
      Runnable<{ language: unknown; history: readonly Message[]; question: unknown }, ChatPromptValue>
    >();
    // @ts-expect-error no messages
    prompt.invoke({ language: 'x', history: 'x', question: 'x' });
  });

  it('takes any record for a template that is known only at run time', () => {
    expectTypeOf(chatPrompt('x' as string)).toEqualTypeOf<
      Runnable<{ [name: string]: unknown }, ChatPromptValue>
    >();
    const parts: readonly PromptPart[] = [];
    expectTypeOf(chatPrompt(parts)).toEqualTypeOf<Runnable<{ [name: string]: unknown }, ChatPromptValue>>();
  });

  it('refuses an unknown role', () => {
    // @ts-expect-error no such role
    chatPrompt([['tool', 'x']]);
  });
});

describe('textPrompt', () => {
  it('takes the variables of its template', () => {
    const prompt = textPrompt('Once upon a {time}');
    expectTypeOf(prompt).toEqualTypeOf<Runnable<{ time: unknown }, StringPromptValue>>();
    // @ts-expect-error a variable is missing
    prompt.invoke({});
  });
});
