/** Members up to this one are plain stores; an object that grows further by keyed stores turns into a slow dictionary. */
const plainMembers = 16;

/** Key positions remembered for prediction. */
const rememberedKeys = 64;

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
  #isNew = false;
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
    return (8 + count) * (this.isArray ? (count > 16_000 ? 128 : 1) : count > 1000 ? 512 : 1);
  }

  /** The key of the current member is `key`; `predicted` if it is the one that `keys` has at this place. */
  name(key: string, predicted: boolean, isPlain: boolean): void {
    this.key = key;
    const index = this.count;
    if (predicted && index < this.#distinct) {
      this.isDuplicate = false;
      this.#isNew = true;
      return;
    }
    const isDuplicate = Object.hasOwn(this.store, key);
    this.isDuplicate = isDuplicate;
    this.#isNew = !isDuplicate;
    if (index >= rememberedKeys) return;
    if (this.#distinct > index) this.#distinct = index;
    // A key with an escape or a control character looks different in the text: it is never predicted.
    this.keys[index] = isPlain ? key : '';
    if (isPlain && !isDuplicate && this.#distinct === index) this.#distinct = index + 1;
  }

  /** Puts the current element or member in its place. */
  put(value: unknown): void {
    if (this.isArray) this.store[this.count] = value;
    else if (this.#isNew && (this.count >= plainMembers || this.key === '__proto__')) {
      if (this.key === '__proto__') this.#hasProto = true;
      Object.defineProperty(this.store, this.key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
      this.#isNew = false;
    } else {
      this.store[this.key] = value;
      this.#isNew = false;
    }
  }

  /** A copy of the store as it is now, which is from now on what was shown last. */
  copy(): object {
    const store = this.store;
    // Object.assign is the faster copy here, but it would set the prototype from an own `__proto__`.
    const copy = this.isArray ? store.slice() : this.#hasProto ? { ...store } : Object.assign({}, store);
    this.shown = copy;
    return copy;
  }
}
