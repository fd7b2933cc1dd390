import type { Join } from '../../operators/Join.ts';
import type { Sum } from '../../operators/Sum.ts';
import { sumOf } from '../../operators/sumOf.ts';

type Fields = Readonly<Record<string, unknown>>;
type JoinOfKey = (key: string) => Join<unknown> | undefined;

/** The rule of records: key by key, each with the rule of what made it; a missing key is added, nothing is lost. */
export interface RecordJoin extends Join<Fields> {
  readonly joinOfKey: JoinOfKey;
  /** The keys that lead the joined record, in this order, as far as they are known by now; others stand behind them as they arrive. */
  readonly first: () => readonly string[];
  /** The keys that end it. */
  readonly last: readonly string[];
}

export function recordJoin(
  joinOfKey: JoinOfKey,
  first: () => readonly string[] = none,
  last: readonly string[] = [],
): RecordJoin {
  const sum = (): Sum<Fields> => new RecordSum(joinOfKey, first, last);
  const join = (left: Fields, right: Fields): Fields => {
    const both = sum();
    both.add(left);
    both.add(right);
    return both.value;
  };
  const whole = (value: Fields): Fields =>
    Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, joinOfKey(key)?.whole?.(part) ?? part]),
    );
  return Object.assign(join, { sum, whole, joinOfKey, first, last });
}

export function isRecordJoin(join: Join<unknown> | undefined): join is RecordJoin & Join<unknown> {
  return join !== undefined && 'joinOfKey' in join;
}

class RecordSum implements Sum<Fields> {
  readonly #joinOfKey: JoinOfKey;
  readonly #first: () => readonly string[];
  readonly #last: readonly string[];
  readonly #sums = new Map<string, Sum<unknown>>();
  isEmpty = true;

  constructor(joinOfKey: JoinOfKey, first: () => readonly string[], last: readonly string[]) {
    this.#joinOfKey = joinOfKey;
    this.#first = first;
    this.#last = last;
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
    const passing = [...this.#first(), ...this.#sums.keys()].filter((key) => !this.#last.includes(key));
    const order = new Set([...passing, ...this.#last].filter((key) => this.#sums.has(key)));
    return Object.fromEntries([...order].map((key) => [key, this.#sums.get(key)!.value]));
  }
}

const none = (): readonly string[] => [];
