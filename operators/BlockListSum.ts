import { IndexSlots } from './IndexSlots.ts';
import { isRecord } from './isRecord.ts';
import { RecordSum } from './RecordSum.ts';
import type { Sum } from './Sum.ts';

interface Entry {
  readonly first: unknown;
  sum?: RecordSum;
}

/**
 * Adds lists of blocks: a block goes on with the one that has the same `index`, type and no other id, field by field; one
 * whose type ends with `_delta` goes on with whatever stands at its index; others are appended.
 */
export class BlockListSum implements Sum<readonly unknown[]> {
  readonly #keepsEqual: boolean;
  readonly #entries: Entry[] = [];
  readonly #slots = new IndexSlots<Entry>();
  #isEmpty = true;
  #value: readonly unknown[] | undefined = undefined;

  constructor(keepsEqual: boolean) {
    this.#keepsEqual = keepsEqual;
  }

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  add(list: readonly unknown[]): void {
    this.#isEmpty = false;
    for (const block of list) {
      this.#addBlock(block);
    }
  }

  /** Text after blocks goes on with a last block of text, else it is a block of its own. */
  addText(text: string): void {
    this.#isEmpty = false;
    if (text === '') {
      return;
    }
    const last = this.#entries.at(-1);
    if (last !== undefined && isRecord(last.first) && last.first.type === 'text') {
      this.#grow(last, { text });
    } else {
      this.#append({ type: 'text', text });
    }
  }

  get value(): readonly unknown[] {
    this.#value ??= this.#entries.map((entry) => (entry.sum === undefined ? entry.first : entry.sum.value));
    return this.#value;
  }

  #addBlock(block: unknown): void {
    if (!isRecord(block) || (typeof block.index !== 'number' && typeof block.index !== 'string')) {
      this.#append(block);
      return;
    }
    const id = typeof block.id === 'string' && block.id !== '' ? block.id : undefined;
    const kind = typeof block.type === 'string' && !block.type.endsWith('_delta') ? block.type : undefined;
    const entry = this.#slots.find(block.index, id, kind);
    if (entry !== undefined) {
      this.#grow(entry, block);
    }
    this.#slots.note(entry ?? this.#append(block), block.index, id, kind);
  }

  #append(first: unknown): Entry {
    const entry: Entry = { first };
    this.#entries.push(entry);
    this.#value = undefined;
    return entry;
  }

  #grow(entry: Entry, more: Readonly<Record<string, unknown>>): void {
    if (entry.sum === undefined) {
      entry.sum = new RecordSum(this.#keepsEqual, (keepsEqual) => new BlockListSum(keepsEqual));
      entry.sum.add(entry.first as Readonly<Record<string, unknown>>);
    }
    entry.sum.add(more);
    this.#value = undefined;
  }
}
