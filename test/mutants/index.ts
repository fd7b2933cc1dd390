import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutants } from './mutants.ts';

// npm run mutants                 every mutant: the tests of behaviour in time run against each
// npm run mutants -- retry        those whose name or file contains one of the words
// Prints which tests find each of them. The exit code is 1 when one is not found, or when the unchanged sources fail.

const root = new URL('../..', import.meta.url).pathname;
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
/** A mutant that runs for ever is found as well. */
const limitMs = 90_000;

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = [...mutants.entries()].filter(
  ([, { name, file }]) =>
    words.length === 0 || words.some((word) => `${name} ${file}`.toLowerCase().includes(word)),
);
const folder = mkdtempSync(join(tmpdir(), 'mutants-'));

const unchanged = await failuresWith(undefined);
const survivors: string[] = [];
if (unchanged.length > 0) {
  console.log(`The tests fail without any mutant: ${unchanged.join('; ')}`);
} else {
  for (const [index, { name, file }] of chosen) {
    const failures = await failuresWith(index);
    if (failures.length === 0) survivors.push(name);
    const verdict = failures.length === 0 ? 'SURVIVED' : `found by ${failures.length}`;
    console.log(`${verdict.padEnd(13)} ${name} (${file})`);
    for (const failure of failures.slice(0, 3)) console.log(`${''.padEnd(14)}${failure}`);
    if (failures.length > 3) console.log(`${''.padEnd(14)}and ${failures.length - 3} more`);
  }
  console.log(`${chosen.length} mutants, ${chosen.length - survivors.length} found`);
}
rmSync(folder, { recursive: true });
process.exitCode = unchanged.length > 0 || survivors.length > 0 || chosen.length === 0 ? 1 : 0;

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** The tests that fail with a mutant, or the reason why they could not be run to their end. */
async function failuresWith(index: number | undefined): Promise<readonly string[]> {
  const file = join(folder, `${index ?? 'none'}.json`);
  const config = join(root, 'test/mutants/vitest.config.ts');
  const args = [vitest, 'run', '--config', config, '--reporter=json', `--outputFile=${file}`];
  const env = { ...process.env, MUTANT: String(index ?? '') };
  const ended = await new Promise<boolean>((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore', env });
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code !== null);
    });
  });
  if (!ended) return [`the tests did not end within ${limitMs / 1000} s`];
  return failuresIn(JSON.parse(readFileSync(file, 'utf8')) as Report);
}

function failuresIn({ testResults }: Report): readonly string[] {
  if (testResults.length === 0) throw new Error('No test was run.');
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const path = name.slice(root.length);
    if (failed.length > 0) return failed.map((test) => `${path}: ${test.fullName}`);
    // A file that does not load tells of a broken mutant, not of a test that found it.
    if (status === 'failed') throw new Error(`${path} could not be run: ${message}`);
    return [];
  });
}
