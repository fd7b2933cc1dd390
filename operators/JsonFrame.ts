import type { JsonShape } from './JsonShape.ts';

/** Members up to this one are plain stores; an object that grows further by keyed stores turns into a slow dictionary. */
const plainMembers = 16;

/**
 * One open container: its private growing store, and what of it was shown last.
 *
 * 1. `shown` is undefined as long as the store differs from what was shown last.
 * 2. The store is never handed out before the container is closed.
 */
export class JsonFrame {
  readonly isArray: boolean;
  readonly shape: JsonShape;
  // biome-ignore lint/suspicious/noExplicitAny: a list or a record, told apart by isArray on the hot path
  readonly store: any;
  /** Index of the current element or member. */
  count = 0;
  key = '';
  /** The current key is a member already. */
  isDuplicate = false;
  shown: object | undefined = undefined;
  #hasProto = false;

  constructor(isArray: boolean, shape: JsonShape) {
    this.isArray = isArray;
    this.shape = shape;
    this.store = isArray ? [] : {};
  }

  /** What a copy costs, in members: much more beyond the sizes where the engine changes to large pages or dictionaries. */
  get width(): number {
    const count = this.count;
    return (8 + count) * (count > (this.isArray ? 16_000 : 1000) ? 256 : 1);
  }

  /** The current member is called `key`, as the shape predicts or not; `isPlain` if the text has it just so. */
  name(key: string, isPredicted: boolean, isPlain: boolean): void {
    const { shape, count: index } = this;
    const isKnown = isPredicted && index < shape.distinct;
    this.key = key;
    this.isDuplicate = !isKnown && Object.hasOwn(this.store, key);
    if (isKnown) return;
    shape.keys[index] = isPlain ? key : '';
    if (shape.distinct >= index) shape.distinct = isPlain && !this.isDuplicate ? index + 1 : index;
  }

  /** Puts the current element or member in its place. A member that the prototype has too is defined: it must not meet the other. */
  put(value: unknown): void {
    const { store, key } = this;
    if (this.isArray) store[this.count] = value;
    else if ((this.count >= plainMembers || key in {}) && !Object.hasOwn(store, key)) {
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
