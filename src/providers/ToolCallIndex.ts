/** A fragment of a call under its dense index. */
export interface PlacedToolCall {
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly args: string;
}

/**
 * Numbers the tool calls of one message densely, in order of arrival.
 * 1. The provider's own address (an index, or the same number as text) is only a key.
 * 2. A new id under a known address opens a call, and the address then means that call.
 * 3. Without an address, a new id or a name opens a call; what has neither goes on with the last.
 * 4. Id and name are told once per call, however often they are sent.
 */
export class ToolCallIndex {
  readonly #calls: { id?: string; name?: string }[] = [];
  readonly #indexOf = new Map<string, number>();

  place(address: unknown, id: string | undefined, name: string | undefined, args: string): PlacedToolCall {
    const index = this.#find(address, id, name);
    const call = this.#calls[index] ?? {};
    this.#calls[index] = call;
    const newId = call.id === undefined ? id : undefined;
    const newName = name !== call.name ? name : undefined;
    if (newId !== undefined) call.id = newId;
    if (newName !== undefined) call.name = (call.name ?? '') + newName;
    return {
      index,
      ...(newId !== undefined && { id: newId }),
      ...(newName !== undefined && { name: newName }),
      args,
    };
  }

  #find(address: unknown, id: string | undefined, name: string | undefined): number {
    const hasAddress = address !== undefined && address !== null;
    const key = hasAddress ? `at ${address}` : 'last';
    const last = this.#indexOf.get(key);
    const known = id === undefined ? undefined : this.#indexOf.get(`${hasAddress ? key : ''} id ${id}`);
    const index =
      known ??
      (last !== undefined && this.#continues(last, hasAddress, id, name) ? last : this.#calls.length);
    this.#indexOf.set(key, index);
    this.#indexOf.set('last', index);
    if (id !== undefined) this.#indexOf.set(`${hasAddress ? key : ''} id ${id}`, index);
    return index;
  }

  #continues(index: number, hasAddress: boolean, id: string | undefined, name: string | undefined): boolean {
    const call = this.#calls[index];
    if (id !== undefined && (!hasAddress || call?.id !== undefined)) return false;
    return hasAddress || name === undefined || call?.name === undefined;
  }
}
