import { setOwn } from '../src/messages/setOwn.ts';
import { isRecord } from './isRecord.ts';
import type { Sum } from './Sum.ts';

type DataRecord = Readonly<Record<string, unknown>>;
type ListSumOf = (keepsEqual: boolean) => Sum<readonly unknown[]>;

/** Strings that say what something is: told again they are the same, never more of it. */
const identities: ReadonlySet<string> = new Set([
  ...['model', 'model_name', 'model_id', 'model_provider', 'provider', 'type', 'role', 'object', 'id'],
  ...['finish_reason', 'stop_reason', 'done_reason', 'system_fingerprint', 'service_tier'],
]);

/** Fields of which the last value stands. */
const moments: ReadonlySet<string> = new Set(['index', 'created', 'created_at', 'timestamp']);

/**
 * Adds records field by field: records and lists recursively, strings concatenate, `null` yields, of everything else and
 * of two kinds the last stands. Identity fields are kept. With `keepsEqual` a string that is told again is kept too.
 * No key reaches a prototype. A value in which nothing has changed is the same reference as before.
 */
export class RecordSum implements Sum<DataRecord> {
  readonly #keepsEqual: boolean;
  readonly #listSumOf: ListSumOf;
  #only: DataRecord | undefined = undefined;
  /** Every key in its order, with its value as long as no sum stands for it. */
  readonly #fields = new Map<string, unknown>();
  readonly #sums = new Map<string, Sum<unknown>>();
  #value: DataRecord | undefined = undefined;
  #isStale = false;

  constructor(keepsEqual: boolean, listSumOf: ListSumOf) {
    this.#keepsEqual = keepsEqual;
    this.#listSumOf = listSumOf;
  }

  get isEmpty(): boolean {
    return this.#value === undefined;
  }

  add(record: DataRecord): void {
    if (this.#value === undefined) {
      this.#value = record;
      this.#only = record;
      return;
    }
    if (this.#only !== undefined) {
      this.#addFields(this.#only);
      this.#only = undefined;
    }
    this.#addFields(record);
    this.#isStale = true;
  }

  get value(): DataRecord {
    if (this.#isStale) {
      this.#isStale = false;
      this.#value = this.#build(this.#value ?? {});
    }
    return this.#value ?? {};
  }

  #addFields(record: DataRecord): void {
    for (const key of Object.keys(record)) {
      this.#addField(key, record[key]);
    }
  }

  #addField(key: string, right: unknown): void {
    const left = this.#fields.get(key);
    if (right === undefined || (right === null && this.#fields.has(key))) {
      return;
    }
    if (typeof left === 'string' && typeof right === 'string') {
      this.#fields.set(key, this.#addText(key, left, right));
      return;
    }
    const isSummable = (isRecord(left) && isRecord(right)) || (Array.isArray(left) && Array.isArray(right));
    if (!isSummable || moments.has(key)) {
      this.#fields.set(key, right);
      this.#sums.delete(key);
      return;
    }
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = Array.isArray(right)
        ? this.#listSumOf(this.#keepsEqual)
        : new RecordSum(this.#keepsEqual, this.#listSumOf);
      sum.add(left);
      this.#sums.set(key, sum);
    }
    sum.add(right);
  }

  #addText(key: string, left: string, right: string): string {
    if (moments.has(key)) {
      return right;
    }
    if (identities.has(key)) {
      return left === '' ? right : left;
    }
    return this.#keepsEqual && left === right ? left : left + right;
  }

  #build(before: DataRecord): DataRecord {
    const after = {};
    let isSame = Object.keys(before).length === this.#fields.size;
    for (const [key, field] of this.#fields) {
      const value = this.#sums.get(key)?.value ?? field;
      isSame &&= Object.hasOwn(before, key) && before[key] === value;
      setOwn(after, key, value);
    }
    return isSame ? before : after;
  }
}
