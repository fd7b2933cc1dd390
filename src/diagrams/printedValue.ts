import { isMessage } from '../messages/isMessage.ts';
import { isPromptValue } from '../messages/isPromptValue.ts';
import { textOf } from '../messages/textOf.ts';
import { shortJson } from './shortJson.ts';

/**
 * A value as the legend of a diagram shows it: the text of a message or prompt, else JSON, cut at 60 characters.
 *
 * @example
 * printedValue({ n: 1 }); // '{"n":1}'
 */
export function printedValue(value: unknown): string {
  return shortJson(shownPart(value), printedWidth);
}

const printedWidth = 60;

function shownPart(value: unknown): unknown {
  if (isPromptValue(value)) return value.messages.map(textOf).join('\n');
  if (!isMessage(value)) return value;
  const text = textOf(value);
  if (text !== '') return text;
  const { tool_call_chunks, tool_calls } = value as {
    readonly tool_call_chunks?: readonly unknown[];
    readonly tool_calls?: readonly unknown[];
  };
  return [tool_calls, tool_call_chunks].find((calls) => calls !== undefined && calls.length > 0) ?? '';
}
