import { aiChunk, type ChatModel, type Message, textOf } from '../src/index.ts';
import { type FakeReply, fakeChatModel } from '../src/testing/index.ts';

/**
 * A model that knows when to ask for the tools of the agent example, and answers with what they gave; `chunkDelay` sets the
 * milliseconds between two pieces.
 *
 * @example
 * scriptedAgent().stream('How many people live in Oslo and Bergen?').subscribe((chunk) => console.log(chunk.tool_call_chunks));
 */
export function scriptedAgent(chunkDelay?: number): ChatModel {
  return fakeChatModel(replyTo, { name: 'ScriptedAgent', chunkDelay });
}

function replyTo(messages: readonly Message[]): FakeReply {
  const [oslo, bergen, notes, sum] = messages.filter(({ type }) => type === 'tool').map(textOf);
  if (oslo === undefined || bergen === undefined || notes === undefined) return firstCalls();
  if (sum === undefined) return callOf('c4', 'add', { a: Number(oslo), b: Number(bergen) });
  const known = /known for ([^.]+)/.exec(notes)?.[1] ?? 'nothing that I know of';
  return [
    'Together',
    ' they',
    ' have',
    ` ${sum}`,
    ' people',
    '. ',
    'Bergen',
    ' is',
    ' known',
    ' for',
    ` ${known}`,
    '.',
  ];
}

/** Three calls side by side, their arguments in pieces. */
function firstCalls(): FakeReply {
  const first = ['Let', ' me', ' look', '.'];
  const calls = [
    callOf('c1', 'population', { city: 'Oslo' }, 0),
    callOf('c2', 'population', { city: 'Bergen' }, 1),
    callOf('c3', 'search_notes', { input: 'What is Bergen known for?' }, 2),
  ];
  return [...first, ...calls.flat()];
}

function callOf(id: string, name: string, args: object, index: number = 0): Exclude<FakeReply, string> {
  const pieces = JSON.stringify(args).match(/.{1,8}/g) ?? [];
  return [
    aiChunk({ content: '', tool_call_chunks: [{ index, id, name, args: '' }] }),
    ...pieces.map((piece) => aiChunk({ content: '', tool_call_chunks: [{ index, args: piece }] })),
  ];
}
