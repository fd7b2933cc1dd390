interface Group<Entry> {
  latest: Entry;
  anonymous: Entry | undefined;
  readonly byId: Map<string, Entry>;
}

/**
 * Finds the entry that a fragment goes on with, in constant time: the one with the same index (the text `"0"` is the
 * number 0) and the same kind whose id does not conflict; without an id the one that grew last.
 */
export class IndexSlots<Entry> {
  readonly #groups = new Map<string, Group<Entry>>();

  find(index: number | string, id?: string, kind?: string): Entry | undefined {
    const group = this.#groups.get(keyOf(index, kind));
    return id === undefined ? group?.latest : (group?.byId.get(id) ?? group?.anonymous);
  }

  /** Notes that a fragment with this index, id and kind went into the entry. */
  note(entry: Entry, index: number | string, id?: string, kind?: string): void {
    this.#noteUnder(keyOf(index), entry, id);
    if (kind !== undefined) {
      this.#noteUnder(keyOf(index, kind), entry, id);
    }
  }

  #noteUnder(key: string, entry: Entry, id: string | undefined): void {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = { latest: entry, anonymous: id === undefined ? entry : undefined, byId: new Map() };
      this.#groups.set(key, group);
    }
    if (id !== undefined) {
      group.byId.set(id, entry);
      group.anonymous = group.anonymous === entry ? undefined : group.anonymous;
    }
    group.latest = entry;
  }
}

function keyOf(index: number | string, kind?: string): string {
  return kind === undefined ? String(index) : `${index} ${kind}`;
}
