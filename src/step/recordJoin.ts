import type { Join } from '../../operators/Join.ts';
import type { Sum } from '../../operators/Sum.ts';
import { sumOf } from '../../operators/sumOf.ts';

type Fields = Readonly<Record<string, unknown>>;
type JoinOfKey = (key: string) => Join<unknown> | undefined;

/** The rule of records: key by key, each with the rule of what made it; a missing key is added, nothing is lost. */
export interface RecordJoin extends Join<Fields> {
  readonly joinOfKey: JoinOfKey;
}

/** `keys`: the order in which the joined record has them, where it is known; others follow in order of arrival. */
export function recordJoin(joinOfKey: JoinOfKey, keys: readonly string[] = []): RecordJoin {
  const sum = (): Sum<Fields> => new RecordSum(joinOfKey, keys);
  const join = (left: Fields, right: Fields): Fields => {
    const both = sum();
    both.add(left);
    both.add(right);
    return both.value;
  };
  const whole = (value: Fields): Fields =>
    Object.fromEntries(Object.entries(value).map(([key, part]) => [key, joinOfKey(key)?.whole?.(part) ?? part]));
  return Object.assign(join, { sum, whole, joinOfKey });
}

export function isRecordJoin(join: Join<unknown> | undefined): join is RecordJoin & Join<unknown> {
  return join !== undefined && 'joinOfKey' in join;
}

class RecordSum implements Sum<Fields> {
  readonly #joinOfKey: JoinOfKey;
  readonly #keys: readonly string[];
  readonly #sums = new Map<string, Sum<unknown>>();
  isEmpty = true;

  constructor(joinOfKey: JoinOfKey, keys: readonly string[]) {
    this.#joinOfKey = joinOfKey;
    this.#keys = keys;
  }

  add(chunk: Fields): void {
    this.isEmpty = false;
    for (const key of Object.keys(chunk)) {
      let sum = this.#sums.get(key);
      if (sum === undefined) {
        sum = sumOf(this.#joinOfKey(key));
        this.#sums.set(key, sum);
      }
      sum.add(chunk[key]);
    }
  }

  // Object.fromEntries defines members, so that a key named __proto__ stays one.
  get value(): Fields {
    const order = [...this.#keys.filter((key) => this.#sums.has(key)), ...this.#sums.keys()];
    return Object.fromEntries([...new Set(order)].map((key) => [key, this.#sums.get(key)!.value]));
  }
}
