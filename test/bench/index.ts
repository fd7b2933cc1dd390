import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchCase } from './BenchCase.ts';
import { judge } from './judge.ts';
import type { Measured, MeasureOptions } from './measure.ts';
import { table } from './table.ts';

// npm run bench                     every case, each in a process of its own
// npm run bench -- stream           the cases whose file or name contains one of the words
// npm run bench -- --list           their names
// npm run bench -- --quick stream   few short rounds, to see that a case works: no figure for anybody
// The exit code is 1 when a figure is beyond its gate or a case breaks.

const { values: flags, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    cases: { type: 'string', default: fileURLToPath(new URL('cases', import.meta.url)) },
  },
});
if (process.threadCpuUsage === undefined) {
  throw new Error(`Node ${process.version} has no process.threadCpuUsage; start it by npm run bench.`);
}

const options: MeasureOptions = flags.quick
  ? { rounds: 3, warmups: 2, roundMs: 24, budgetMs: 2_000 }
  : { rounds: 9, warmups: 3, roundMs: 100, budgetMs: 15_000 };

const chosen = (await load(flags.cases)).filter(
  ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase())),
);
if (chosen.length === 0) {
  console.error(`No case is called "${words.join('" or "')}"; npm run bench -- --list names them.`);
  process.exit(1);
}
if (flags.list) {
  for (const { name, benchCase } of chosen) console.log(`${name}: ${benchCase.about}`);
  process.exit(0);
}

console.log(`Node ${process.versions.node}, ${versions().join(', ')}`);
console.log(
  `${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}; npm run bench -- ${process.argv.slice(2).join(' ')}`,
);
if (flags.quick) console.log('Quick: the rounds are too short for figures that mean anything.');

const failures: string[] = [];
let gates = 0;
for (const { file, name, benchCase } of chosen) {
  console.log('');
  try {
    const measured = await measureInChild(file, benchCase.name);
    const verdicts = judge(benchCase, measured);
    console.log(table(name, benchCase, measured, verdicts));
    gates += verdicts.length;
    failures.push(...verdicts.filter(({ passed }) => !passed).map(({ text }) => `${name}: ${text}`));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.log(`${name}: ${benchCase.about}\n  FAIL ${message}`);
    failures.push(`${name}: ${message.split('\n', 1)[0]}`);
  }
}
console.log(`\n${chosen.length} cases, ${gates} gates, ${failures.length} failed`);
for (const failure of failures) console.log(`  ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;

interface FoundCase {
  readonly file: string;
  readonly name: string;
  readonly benchCase: BenchCase;
}

async function load(folder: string): Promise<readonly FoundCase[]> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const found: FoundCase[] = [];
  for (const file of files) {
    const path = `${folder}/${file}`;
    const { cases } = (await import(pathToFileURL(path).href)) as { cases?: readonly BenchCase[] };
    if (cases === undefined) throw new Error(`${path} exports no "cases".`);
    for (const benchCase of cases) {
      const name = `${file.slice(0, -3)}/${benchCase.name}`;
      if (found.some((other) => other.name === name)) throw new Error(`Two cases are called "${name}".`);
      found.push({ file: path, name, benchCase });
    }
  }
  return found;
}

function measureInChild(file: string, name: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(
      fileURLToPath(new URL('child.ts', import.meta.url)),
      [file, name, JSON.stringify(options)],
      {
        execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
        serialization: 'advanced',
        stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
      },
    );
    let complaint = '';
    child.stderr?.on('data', (text: Buffer) => {
      complaint += text;
    });
    child.on('message', (message: { measured: Measured } | { error: string }) => {
      if ('measured' in message) resolve(message.measured);
      else reject(new Error(message.error.replace(/^Error: /, '')));
    });
    child.on('error', reject);
    child.on('close', (code) =>
      reject(new Error(`the process ended with code ${code}: ${complaint.trim()}`)),
    );
  });
}

/** Every peer with its exact version, since a ratio without it says nothing. */
function versions(): readonly string[] {
  const own = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const rxjs = JSON.parse(
    readFileSync(new URL('../../node_modules/rxjs/package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  return [
    `rxjs ${rxjs.version}`,
    ...Object.entries(own.dependencies).map(([name, version]) => `${name} ${version}`),
  ];
}
