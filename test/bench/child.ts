import { pathToFileURL } from 'node:url';
import type { BenchCase } from './BenchCase.ts';
import { type MeasureOptions, measure } from './measure.ts';

// One case in a process of its own: no other candidate has shaped the optimised code or the heap.
const [file, name, options] = process.argv.slice(2) as [string, string, string];
try {
  const { cases } = (await import(pathToFileURL(file).href)) as { cases: readonly BenchCase[] };
  const benchCase = cases.find((each) => each.name === name);
  if (benchCase === undefined) throw new Error(`${file} has no case "${name}".`);
  const measured = await measure(benchCase, JSON.parse(options) as MeasureOptions);
  process.send!({ measured }, () => process.exit(0));
} catch (error) {
  process.send!({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, () =>
    process.exit(1),
  );
}
