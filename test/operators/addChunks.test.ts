import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addChunks } from '../../operators/addChunks.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { arbitraryReply } from './arbitraryReply.ts';
import { deepFreeze } from './deepFreeze.ts';

describe('addChunks', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['concatenates text', 'Hel', 'lo', 'Hello'],
    ['adds message chunks', aiChunk('Hel'), aiChunk('lo'), aiChunk('Hello')],
    ['concatenates lists', [1, [2]], [[3]], [1, [2], [3]]],
    ['replaces numbers', 1, 2, 2],
    ['replaces records', { a: 1 }, { b: 2 }, { b: 2 }],
    ['replaces whole messages', human('a'), human('b'), human('b')],
    ['replaces null', null, 'a', 'a'],
    ['replaces by null', 'a', null, null],
    ['replaces text by a list', 'a', ['b'], ['b']],
    ['replaces a message chunk by text', aiChunk('a'), 'b', 'b'],
  ])('%s', (_name, left, right, sum) => {
    expect(addChunks(deepFreeze(left), deepFreeze(right))).toStrictEqual(sum);
  });

  it.each([
    [aiChunk('a'), ai('b')],
    [human('a'), aiChunk('b')],
  ])('does not add messages of different classes', (left, right) => {
    expect(() => addChunks<unknown>(left, right)).toThrowError(
      expect.objectContaining({ code: 'cannot_add' }),
    );
    const sum = addChunks.sum<unknown>();
    sum.add(left);
    expect(() => sum.add(right)).toThrowError(expect.objectContaining({ code: 'cannot_add' }));
    expect(sum.value).toBe(left);
  });

  const chunk = fc.oneof(
    fc.string(),
    fc.array(fc.integer()),
    fc.jsonValue(),
    fc.constantFrom(null, undefined, 0),
  );

  it('gives in a sum what it gives in a fold', () => {
    const streams = fc.oneof(fc.array(chunk, { minLength: 1 }), arbitraryReply);
    fc.assert(
      fc.property(streams, (chunks: readonly unknown[]) => {
        const sum = addChunks.sum<unknown>();
        for (const one of deepFreeze(chunks)) {
          sum.add(one);
        }
        if (chunks.length > 1) {
          expect(sum.value).toStrictEqual(chunks.reduce((left, right) => addChunks(left, right)));
        }
      }),
    );
  });

  it('is associative within a kind', () => {
    const kinds = [fc.string(), fc.array(fc.integer()), fc.integer()] as const;
    const triple = fc.oneof(...kinds.map((kind) => fc.tuple<unknown[]>(kind, kind, kind)));
    fc.assert(
      fc.property(triple, ([a, b, c]) => {
        expect(addChunks(addChunks(a, b), c)).toStrictEqual(addChunks(a, addChunks(b, c)));
      }),
    );
  });
});
