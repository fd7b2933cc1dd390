import { type ChatModel, chain, chatPrompt, messagesPlaceholder, type Runnable, stringParser } from 'rxchain';
import { z } from 'zod';
import type { ChatInput } from '../src/app/ChatInput.ts';

export const chatInput: z.ZodType<ChatInput> = z.object({
  messages: z
    .array(z.object({ type: z.enum(['human', 'ai']), content: z.string().max(200_000) }))
    .min(1)
    .max(200),
});

/** A conversation goes in, its next answer comes out. */
export function chat(model: ChatModel): Runnable<ChatInput, string> {
  const prompt = chatPrompt([
    ['system', 'You are a friendly guide. Answer in a few short sentences of plain text.'],
    messagesPlaceholder('messages'),
  ]);
  return chain(prompt, model, stringParser()).withConfig({ runName: 'Chat', tags: ['chat'] });
}
