import { readdirSync, readFileSync } from 'node:fs';
import { joinMessages } from '../../operators/joinMessages.ts';
import { MessageSum } from '../../operators/MessageSum.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { textOf } from '../../src/messages/textOf.ts';

const folder = new URL('../golden/wire/', import.meta.url);

export interface Expected {
  readonly outcome: 'complete' | 'error';
  readonly text: string;
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly unknown[];
  readonly usage?: unknown;
  readonly finish_reason?: string | null;
  readonly model_name?: string;
  readonly signature?: string;
  readonly error?: {
    readonly kind: string;
    readonly message?: string;
    readonly code?: string;
    readonly retryable?: boolean;
  };
  readonly partial_tool_args?: readonly string[];
}

/** What each fixture must give. */
export const expected: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(new URL('expected.json', folder), 'utf8'),
);

/** The fixtures of one wire, by the beginning of their names. */
export function fixtures(prefix: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith(prefix));
}

export function fixture(name: string): Uint8Array {
  return readFileSync(new URL(name, folder));
}

/** What the chunks of a whole reply add up to, in the words of expected.json. */
export function replyOf(chunks: readonly AIMessageChunk[]): Omit<Expected, 'outcome'> {
  const sum = new MessageSum();
  for (const chunk of chunks) sum.add(chunk);
  const message = joinMessages.whole(sum.value);
  const { finish_reason = null, model_name } = message.response_metadata ?? {};
  return {
    text: textOf(message),
    reasoning: (message.additional_kwargs?.reasoning_content as string | undefined) ?? null,
    tool_calls: (message.tool_calls ?? []).map(({ id, name, args }, index) => ({ index, id, name, args })),
    usage: message.usage_metadata ?? null,
    finish_reason: finish_reason as string | null,
    model_name: model_name as string,
  };
}

/** The codes of our errors for the kinds of expected.json. */
export const codes: Readonly<Record<string, string>> = {
  interrupted: 'interrupted',
  model: 'provider_error',
  parse: 'bad_frame',
};
