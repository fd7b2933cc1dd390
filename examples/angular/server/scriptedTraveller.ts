import { type AIMessageChunk, aiChunk, type ChatModel, chatModel, type Message, textOf } from 'rxchain';
import { countCalls } from './modelCalls.ts';
import { spread } from './scriptedModel.ts';

/** A model that knows when to ask for the tools of the travel agent, and answers with what they gave. */
export function scriptedTraveller(delay: number): ChatModel {
  return chatModel({
    name: 'ScriptedTraveller',
    stream: (messages) => spread(replyTo(messages), delay).pipe(countCalls()),
  });
}

function replyTo(messages: readonly Message[]): readonly AIMessageChunk[] {
  const answers = messages.filter((message) => message.type === 'tool');
  const booking = answers.find(({ tool_call_id }) => tool_call_id === 'call-3');
  if (answers.length === 0) {
    return [
      ...say('Let me look at the trains and the weather of tomorrow.'),
      ...call(0, 'call-1', 'find_trains', { from: 'Oslo', to: 'Bergen' }),
      ...call(1, 'call-2', 'weather', { city: 'Bergen' }),
    ];
  }
  if (booking === undefined) {
    return [
      ...say('The train at 12:03 is the cheapest, and it is dry when you arrive. Shall I book it?'),
      ...call(0, 'call-3', 'book_train', { train: 'R 603', price: 39 }),
    ];
  }
  if (booking.status === 'error')
    return say('I have booked nothing, and nothing was paid. Tell me if another train suits you better.');
  return say(
    `Done. ${textOf(booking)} You leave Oslo at 12:03 and are in Bergen at 18:41. Have a good journey!`,
  );
}

function say(text: string): AIMessageChunk[] {
  return (text.match(/\s*\S+/g) ?? []).map((token) => aiChunk(token));
}

/** A call of a tool, its arguments in pieces. */
function call(index: number, id: string, name: string, args: object): AIMessageChunk[] {
  const pieces = JSON.stringify(args).match(/.{1,8}/g) ?? [];
  return [
    aiChunk({ content: '', tool_call_chunks: [{ index, id, name, args: '' }] }),
    ...pieces.map((piece) => aiChunk({ content: '', tool_call_chunks: [{ index, args: piece }] })),
  ];
}
