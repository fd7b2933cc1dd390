/*
 * Every fenced `ts` block of README.md and docs/, and every `@example` of a doc comment in src/ and operators/, compiles:
 * one run of the compiler for all of them. What a block does not import comes from the public exports, from rxjs, from the file
 * that the example stands in, or from preludeNames.ts (`model`, `prompt`, `show`, …).
 *
 * A block that is whole, so one that uses no name of preludeNames.ts and asks no provider, is run as well, on the sources.
 * Comment lines at its end are what it prints; `…` stands for anything. In an `@example`, `expression; // value` is compared
 * where the comment is a value, and of an Observable the list of its values.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { blockModule, isWhole } from './blockModule.ts';
import { checkTypes } from './checkTypes.ts';
import { codeBlocks } from './codeBlocks.ts';
import { expectedOutput, runBlock } from './runBlock.ts';
import { runExampleLines } from './runExampleLines.ts';

const blocks = codeBlocks();
const nameOf = (where: string): string => where.replaceAll(/[^\w-]/g, '_');
let errors: Readonly<Record<string, readonly string[]>> = {};

beforeAll(async () => {
  errors = await checkTypes(
    Object.fromEntries(blocks.map((block) => [nameOf(block.where), blockModule(block)])),
  );
}, 60_000);

describe('code in the docs', () => {
  it.each(blocks)('$where compiles', ({ where }) => {
    expect(errors[nameOf(where)] ?? []).toEqual([]);
  });

  it('is whole where it says what it prints', () => {
    const silent = blocks.filter((block) => block.where.includes('.md') && !isWhole(block));
    expect(silent.filter(({ code }) => expectedOutput(code).length > 0)).toEqual([]);
  });

  it.each(blocks.filter((block) => isWhole(block) && block.where.includes('.md')))(
    '$where runs',
    async (block) => {
      const { printed, expected } = await runBlock(block);
      expect(printed).toEqual(expected);
    },
  );

  it.each(blocks.filter((block) => isWhole(block) && !block.where.includes('.md')))(
    '$where runs',
    async (block) => {
      for (const { line, values, expected } of await runExampleLines(block)) {
        expect({ line, values }).toEqual({ line, values: expected });
      }
    },
  );
});
