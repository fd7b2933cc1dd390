import { describe, expect, it } from 'vitest';
import { addChunks } from '../../operators/addChunks.ts';
import type { Join } from '../../operators/Join.ts';
import { joinMessages } from '../../operators/joinMessages.ts';
import { MessageSum } from '../../operators/MessageSum.ts';
import { ReplaceSum } from '../../operators/ReplaceSum.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { sumOf } from '../../operators/sumOf.ts';
import { ValueSum } from '../../operators/ValueSum.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';

describe('sumOf', () => {
  it('takes the sum of the join', () => {
    expect(sumOf(joinMessages)).toBeInstanceOf(MessageSum);
    expect(sumOf(replaceChunks)).toBeInstanceOf(ReplaceSum);
    expect(sumOf(addChunks)).toBeInstanceOf(ValueSum);
  });

  it('lets the value decide without a join', () => {
    expect(sumOf()).toBeInstanceOf(ValueSum);
    expect(sumOf(undefined)).toBeInstanceOf(ValueSum);
  });

  it('joins one after the other with a join that has no sum', () => {
    const calls: (readonly [number, number])[] = [];
    const join: Join<number> = (left, right) => {
      calls.push([left, right]);
      return left + right;
    };
    const sum = sumOf(join);
    expect(sum.isEmpty).toBe(true);
    for (const chunk of [0, 1, 2]) {
      sum.add(chunk);
    }
    expect([sum.isEmpty, sum.value, sum.value]).toStrictEqual([false, 3, 3]);
    expect(calls).toStrictEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

describe('replaceChunks', () => {
  it('keeps the last one, undefined included', () => {
    expect(replaceChunks<unknown>([1], [1, 2])).toStrictEqual([1, 2]);
    const sum = replaceChunks.sum<unknown>();
    expect(sum.isEmpty).toBe(true);
    sum.add('a');
    sum.add(undefined);
    expect([sum.isEmpty, sum.value]).toStrictEqual([false, undefined]);
  });
});

describe('joinMessages', () => {
  it('adds chunks and makes the whole message', () => {
    const chunk = joinMessages(aiChunk({ content: 'Hel', id: 'm1' }), aiChunk('lo'));
    expect(chunk).toStrictEqual(aiChunk({ content: 'Hello', id: 'm1' }));
    expect(joinMessages.whole(chunk)).toStrictEqual({ type: 'ai', content: 'Hello', id: 'm1' });
  });
});
