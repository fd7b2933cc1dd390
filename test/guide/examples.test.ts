import { readdirSync } from 'node:fs';
import { from, lastValueFrom, scan } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Example } from '../../examples/runExample.ts';
import { scriptedModel } from '../../examples/scriptedModel.ts';
import { goldenText } from './goldenText.ts';

const folder = new URL('../../examples/', import.meta.url);
const sections = readdirSync(folder)
  .filter((file) => /^\d/.test(file))
  .map((file) => file.replace(/\.ts$/, ''));

/** The example of a file is the function that it exports. */
async function exampleOf(section: string): Promise<Example> {
  const exported = Object.values(await import(new URL(`${section}.ts`, folder).href));
  expect(exported).toHaveLength(1);
  return exported[0] as Example;
}

const textOf = async (section: string, chunkDelay?: number): Promise<string> => {
  const example = await exampleOf(section);
  return lastValueFrom(
    from(example(scriptedModel(chunkDelay))).pipe(scan((text, piece) => text + piece, '')),
  );
};

describe('the guide', () => {
  it('has a program and an output for each section', () => {
    const outputs = readdirSync(new URL('../golden/guide/', import.meta.url));
    expect(sections.map((section) => `${section}.txt`)).toEqual(outputs.sort());
  });

  it.each(sections)('%s prints what the guide prints', async (section) => {
    expect(await textOf(section)).toBe(goldenText(section));
  });

  it.each(sections)('%s prints the same when tokens come one by one', async (section) => {
    expect(await textOf(section, 0)).toBe(goldenText(section));
  });

  it('1.2 hands each token on as a piece of its own', async () => {
    const { joke } = await import('../../examples/1.2-chain.ts');
    const pieces: string[] = [];
    await lastValueFrom(joke(scriptedModel()).pipe(scan((_, piece) => pieces.push(piece), 0)));
    expect(pieces.length).toBeGreaterThan(150);
    expect(pieces.every((piece) => piece === '\n' || /^[^|]+\|$/.test(piece))).toBe(true);
  });
});
