import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';
import { mutants } from './mutants.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const index = process.env.MUTANT;
const mutant = index ? mutants[Number(index)] : undefined;

/** Loads one file of the sources with the mutant's changes; nothing on disk is touched. */
const mutate: NonNullable<ViteUserConfig['plugins']>[number] = {
  name: 'mutate',
  enforce: 'pre',
  transform(code, id) {
    if (mutant === undefined || id !== root + mutant.file) return undefined;
    let text = code;
    for (const [from, to] of mutant.edits) {
      if (text.split(from).length !== 2) throw new Error(`"${from}" does not stand once in ${mutant.file}.`);
      text = text.replace(from, () => to);
    }
    return text;
  },
};

const config: ViteUserConfig = {
  root,
  plugins: [mutate],
  test: {
    name: 'mutant',
    setupFiles: ['test/setup.ts'],
    include: [
      'test/testing/**/*.test.ts',
      'test/runnables/**/*.test.ts',
      'test/run/**/*.test.ts',
      'test/step/**/*.test.ts',
      'test/models/**/*.test.ts',
    ],
    exclude: ['test/step/depth.test.ts'],
    // What is loaded differs from run to run though the file does not.
    fsModuleCache: false,
    isolate: false,
    pool: 'threads',
    testTimeout: 5_000,
  },
};
export default config;
