import { addChunks } from '../../operators/addChunks.ts';
import { isRecord } from '../../operators/isRecord.ts';
import type { Join } from '../../operators/Join.ts';
import type { Sum } from '../../operators/Sum.ts';
import { isMessage } from '../messages/isMessage.ts';
import { recordJoin } from '../step/recordJoin.ts';

interface LangChainJoin extends Join<unknown> {
  sum(): Sum<unknown>;
}

/**
 * How chunks join in LangChain, where records come in parts: key by key, everything else by value. It is the rule of its
 * parallel and assign steps; snapshots, which replace each other, cannot be told from parts by their looks.
 */
export const langChainJoin: LangChainJoin = /* @__PURE__ */ Object.assign(
  (left: unknown, right: unknown): unknown => {
    const sum = new PartsSum();
    sum.add(left);
    sum.add(right);
    return sum.value;
  },
  { sum: (): Sum<unknown> => new PartsSum() },
);

class PartsSum implements Sum<unknown> {
  isEmpty = true;
  #isRecord = false;
  #sum: Sum<unknown> | undefined;

  add(chunk: unknown): void {
    this.isEmpty = false;
    const isPart = isRecord(chunk) && !isMessage(chunk);
    if (this.#sum === undefined || isPart !== this.#isRecord) {
      this.#isRecord = isPart;
      this.#sum = isPart ? (recordJoin(() => langChainJoin).sum!() as Sum<unknown>) : addChunks.sum();
    }
    this.#sum.add(chunk);
  }

  get value(): unknown {
    return this.#sum?.value;
  }
}
