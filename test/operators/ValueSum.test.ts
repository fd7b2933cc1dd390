import { describe, expect, it } from 'vitest';
import { ValueSum } from '../../operators/ValueSum.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';

const sumOfAll = (...chunks: readonly unknown[]): ValueSum => {
  const sum = new ValueSum();
  for (const chunk of chunks) {
    sum.add(chunk);
  }
  return sum;
};

describe('ValueSum', () => {
  it('is empty at first, and not after undefined', () => {
    expect([sumOfAll().isEmpty, sumOfAll().value]).toStrictEqual([true, undefined]);
    expect([sumOfAll(undefined).isEmpty, sumOfAll(undefined).value]).toStrictEqual([false, undefined]);
  });

  it.each<[string, readonly unknown[], unknown]>([
    ['text', ['a', '', 'b'], 'ab'],
    ['lists', [[1], [], [2, 3]], [1, 2, 3]],
    ['message chunks', [aiChunk('a'), aiChunk('b')], aiChunk('ab')],
    ['numbers', [1, 2], 2],
    ['records', [{ a: 1 }, { b: 2 }], { b: 2 }],
    ['whole messages', [human('a'), human('b')], human('b')],
    ['a switch of kind', ['a', 'b', ['c'], ['d']], ['c', 'd']],
    ['a switch back', ['a', 1, 'b', 'c'], 'bc'],
    ['a message chunk behind text', ['a', aiChunk('b'), aiChunk('c')], aiChunk('bc')],
  ])('joins %s', (_name, chunks, value) => {
    expect(sumOfAll(...chunks).value).toStrictEqual(value);
  });

  it('hands a single list on as it is', () => {
    const list = Object.freeze([1]);
    expect(sumOfAll(list).value).toBe(list);
  });

  it('leaves what was read as it is', () => {
    const sum = sumOfAll([1], [2]);
    const before = Object.freeze(sum.value);
    expect(sum.value).toBe(before);
    sum.add([]);
    expect(sum.value).toBe(before);
    sum.add([3]);
    expect(before).toStrictEqual([1, 2]);
    expect(sum.value).toStrictEqual([1, 2, 3]);
  });

  it('does not copy the growing list at every chunk', () => {
    let reads = 0;
    const counted = (list: readonly number[]): readonly number[] =>
      new Proxy(list, {
        get: (target, field, receiver): unknown => {
          reads += typeof field === 'string' && /^\d+$/.test(field) ? 1 : 0;
          return Reflect.get(target, field, receiver);
        },
      });
    const sum = new ValueSum();
    for (let at = 0; at < 1000; at += 1) {
      sum.add(counted([at]));
    }
    expect(sum.value).toHaveLength(1000);
    expect(reads).toBe(1000);
  });

  it('takes a list of any length', () => {
    const long = Array.from({ length: 300_000 }, (_, at) => at);
    expect(sumOfAll([0], long).value).toHaveLength(300_001);
  });
});
