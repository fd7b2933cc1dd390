import { joinText } from '../../operators/joinText.ts';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { textOf } from '../messages/textOf.ts';
import { type Runnable, runnable } from '../Runnable.ts';

/** What parsers read: text, or the text of a message. */
export type ParserInput = string | AIMessage | AIMessageChunk;

/**
 * The text of each chunk, as it comes. Chunks of text add up. Completes, fails and is torn down with its source.
 *
 * @example
 * chain(model, stringParser()).stream('hi').subscribe((text) => process.stdout.write(text));
 */
export function stringParser(): Runnable<ParserInput, string> {
  return runnable({
    name: 'StrOutputParser',
    type: 'parser',
    join: joinText,
    readsText: true,
    chunk: textOf,
  });
}
