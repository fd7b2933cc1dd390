import { isMessage } from '../src/messages/isMessage.ts';
import { cannotAdd } from './cannotAdd.ts';
import { ListSum } from './ListSum.ts';
import { MessageSum } from './MessageSum.ts';
import { ReplaceSum } from './ReplaceSum.ts';
import type { Sum } from './Sum.ts';
import { TextSum } from './TextSum.ts';

type Kind = 'text' | 'list' | 'message' | 'other';

const sums: { readonly [K in Kind]: new () => Sum<unknown> } = {
  text: TextSum,
  list: ListSum,
  message: MessageSum,
  other: ReplaceSum,
};

/**
 * Joins by value: text concatenates, message chunks add, lists concatenate, everything else replaces. Where the kind
 * changes, the last one stands.
 */
export class ValueSum implements Sum<unknown> {
  #kind: Kind | undefined = undefined;
  #sum: Sum<unknown> | undefined = undefined;

  get isEmpty(): boolean {
    return this.#sum === undefined;
  }

  add(chunk: unknown): void {
    const kind = kindOf(chunk);
    if (kind !== this.#kind || this.#sum === undefined) {
      this.#refuseOtherMessage(chunk, kind);
      this.#sum = new sums[kind]();
      this.#kind = kind;
    }
    this.#sum.add(chunk);
  }

  get value(): unknown {
    return this.#sum?.value;
  }

  #refuseOtherMessage(chunk: unknown, kind: Kind): void {
    if ((kind === 'message' || this.#kind === 'message') && isMessage(chunk) && isMessage(this.value)) {
      throw cannotAdd(this.value.type, chunk.type);
    }
  }
}

function kindOf(chunk: unknown): Kind {
  if (typeof chunk === 'string') {
    return 'text';
  }
  if (Array.isArray(chunk)) {
    return 'list';
  }
  return typeof chunk === 'object' && chunk !== null && (chunk as { type?: unknown }).type === 'ai_chunk'
    ? 'message'
    : 'other';
}
