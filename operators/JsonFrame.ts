/** Members up to this one are plain stores; an object that grows further by keyed stores turns into a slow dictionary. */
const plainMembers = 16;

/**
 * One open container: its private growing store, and what of it was shown last. Frames are reused by the next
 * container of the same depth, which most likely has the same keys in the same order: `keys` predicts them.
 *
 * 1. `shown` is undefined as long as the store differs from what was shown last.
 * 2. `keys[0..distinct)` are the keys of the object last read here, pairwise different.
 * 3. The store is never handed out before the container is closed.
 */
export class JsonFrame {
  isArray = true;
  // biome-ignore lint/suspicious/noExplicitAny: a list or a record, told apart by isArray on the hot path
  store: any = [];
  /** Index of the current element or member. */
  count = 0;
  key = '';
  /** The current key is a member already. */
  isDuplicate = false;
  shown: object | undefined = undefined;
  readonly keys: string[] = [];
  #distinct = 0;
  #hasProto = false;

  open(isArray: boolean): void {
    this.isArray = isArray;
    this.store = isArray ? [] : {};
    this.count = 0;
    this.shown = undefined;
    this.isDuplicate = false;
    this.#hasProto = false;
  }

  /** What a copy costs, in members: much more beyond the sizes where the engine changes to large pages or dictionaries. */
  get width(): number {
    const count = this.count;
    return (8 + count) * (count > (this.isArray ? 16_000 : 1000) ? 256 : 1);
  }

  /** The current member is called `key`, as `keys` predicts or not. */
  name(key: string, isPredicted: boolean): void {
    const index = this.count;
    const isKnown = isPredicted && index < this.#distinct;
    this.key = key;
    this.isDuplicate = !isKnown && Object.hasOwn(this.store, key);
    if (isKnown) return;
    // What may look different in the text is never predicted.
    const isPlain = JSON.stringify(key).length === key.length + 2;
    this.keys[index] = isPlain ? key : '';
    if (this.#distinct >= index) this.#distinct = isPlain && !this.isDuplicate ? index + 1 : index;
  }

  /** Puts the current element or member in its place. */
  put(value: unknown): void {
    const { store, key } = this;
    if (this.isArray) store[this.count] = value;
    else if ((this.count >= plainMembers || key === '__proto__') && !Object.hasOwn(store, key)) {
      this.#hasProto ||= key === '__proto__';
      Object.defineProperty(store, key, { value, writable: true, enumerable: true, configurable: true });
    } else store[key] = value;
  }

  /** A copy of the store as it is now, which is from now on what was shown last. */
  copy(): object {
    const { store } = this;
    // Object.assign is the faster copy here, but it would set the prototype from an own `__proto__`.
    const copy = this.isArray ? store.slice() : this.#hasProto ? { ...store } : Object.assign({}, store);
    this.shown = copy;
    return copy;
  }
}
