import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Document } from '../messages/Document.ts';
import type { Message } from '../messages/Message.ts';
import type { PromptValue } from '../messages/PromptValue.ts';
import type { RunType } from './RunType.ts';

/**
 * What the runs of each type tell: `input` is known when the run starts or ends, `raw` is the argument of the call,
 * which only the start of a root shows. A run that let nothing out ends with `output: null`.
 * Prompts, retrievers and tools stream nothing of their own accord; a step of your own of such a type may.
 */
interface Told {
  chat_model: {
    raw: string | PromptValue | Message | readonly Message[];
    input: { readonly messages: readonly (readonly Message[])[] };
    chunk: AIMessageChunk;
    output: AIMessage | AIMessageChunk | null;
  };
  llm: {
    raw: string | PromptValue | Message | readonly Message[];
    input: { readonly prompts: readonly string[] };
    chunk: { readonly text: string };
    output: { readonly generations: readonly (readonly { readonly text: string }[])[] } | null;
  };
  chain: { raw: unknown; input: unknown; chunk: unknown; output: unknown };
  parser: { raw: unknown; input: unknown; chunk: unknown; output: unknown };
  prompt: { raw: unknown; input: unknown; chunk: PromptValue; output: PromptValue | null };
  retriever: {
    raw: string;
    input: { readonly query: string };
    chunk: readonly Document[];
    output: readonly Document[] | null;
  };
  tool: { raw: unknown; input: unknown; chunk: unknown; output: unknown };
}

/** A failure as events tell it: a copy, so that no field of the user's own travels along. */
export interface ToldError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

/** `data` of every event, by the event's name. A key is absent where nothing is known. */
export type RunEventData = {
  [Type in RunType as `on_${Type}_start`]: { readonly input?: Told[Type]['input'] | Told[Type]['raw'] };
} & {
  [Type in RunType as `on_${Type}_stream`]: { readonly chunk: Told[Type]['chunk'] };
} & {
  [Type in RunType as `on_${Type}_end`]: {
    readonly output: Told[Type]['output'];
    readonly input?: Told[Type]['input'] | null;
  };
} & {
  [Type in RunType as `on_${Type}_error`]: {
    readonly error: ToldError;
    readonly input?: Told[Type]['input'] | null;
  };
} & { [Type in RunType as `on_${Type}_cancel`]: { readonly reason?: unknown } } & {
  on_custom_event: unknown;
};
