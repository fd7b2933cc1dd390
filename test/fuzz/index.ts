import { parseArgs } from 'node:util';
import { fuzzPartialJson } from './partialJson.ts';

// npm run fuzz                          1,000,000 random prefixes, at most 5 minutes
// npm run fuzz -- --seed 7              the same documents again
// npm run fuzz -- --count 1000 --seconds 10
// The exit code is 1 when a rule breaks; the seed and the pieces are printed.
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    count: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '300' },
  },
});
const seed = Number(values.seed ?? process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const seconds = Number(process.env.FUZZ_SECONDS ?? values.seconds);
console.log(`Partial JSON, seed ${seed}`);
const { prefixes, documents, failure } = fuzzPartialJson({ seed, count: Number(values.count), seconds });
console.log(`${prefixes} prefixes of ${documents} documents`);
if (failure !== undefined) {
  console.error(`${failure.rule}\n${JSON.stringify(failure.pieces)}`);
  process.exitCode = 1;
}
