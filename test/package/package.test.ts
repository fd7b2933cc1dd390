import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Packed, packed, repository, run } from './packed.ts';
import { writeTestingPage } from './testingPage.ts';

const compilers = ['typescript', 'typescript59'];
const resolutions = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler' },
];
const combinations = compilers.flatMap((compiler) =>
  resolutions.map((resolution) => ({
    compiler,
    version: versionOf(compiler),
    resolution,
    kind: resolution.moduleResolution,
  })),
);
// What these import exists only in a project that has the optional peer.
const withOptionalPeer = ['./testing/vitest', './angular', './ai-sdk', './langchain', './package.json'];

interface Manifest {
  readonly exports: Record<string, string | Record<string, string>>;
}

describe('the packed package in an empty project', () => {
  let package_: Packed;

  beforeAll(async () => {
    package_ = await packed();
    cpSync(join(repository, 'test/package/program'), package_.project, { recursive: true });
    writeFileSync(join(package_.project, 'package.json'), '{ "type": "module", "private": true }');
  }, 120_000);
  afterAll(() => package_?.remove());

  it('holds every file that its exports name, the sources behind the maps, and nothing else', () => {
    const targets = Object.values(manifest().exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    );
    for (const target of targets) expect(package_.files).toContain(target.slice(2));
    expect(package_.files).toContain('src/index.ts');
    const strangers = package_.files.filter(
      (path) => !/^(dist|src|operators)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path),
    );
    expect(strangers).toEqual([]);
    expect(package_.files.filter((path) => path.endsWith('tsconfig.json'))).toEqual([]);
  });

  it.each(combinations)(
    'compiles under strict, and refuses each wrong line: TypeScript $version, $kind',
    async ({ compiler, resolution }) => {
      const lines = readFileSync(join(package_.project, 'wrong.ts'), 'utf8').split('\n');
      const wrong = lines.flatMap((line, index) =>
        /^joke\.|: Promise</.test(line) ? [`wrong.ts(${index + 1},`] : [],
      );
      const errors = await compile(package_.project, compiler, resolution);
      expect(wrong.length).toBe(3);
      expect(errors.filter((error) => !wrong.some((place) => error.startsWith(place)))).toEqual([]);
      expect(wrong.filter((place) => !errors.some((error) => error.startsWith(place)))).toEqual([]);
    },
    60_000,
  );

  it('runs the blocks of the testing page as tests of a project with vitest, compiled strict', async () => {
    const files = writeTestingPage(package_.project);
    expect(files.length).toBeGreaterThan(3);
    const bundled = { module: 'ESNext', moduleResolution: 'Bundler' };
    // The declarations of vitest are not ours to check.
    const errors = await compile(package_.project, 'typescript', bundled, { files, skipLibCheck: true });
    expect(errors).toEqual([]);
    const report = join(package_.project, 'report.json');
    const vitest = join(package_.project, 'node_modules/vitest/vitest.mjs');
    await run(process.execPath, [vitest, 'run', '--reporter=json', `--outputFile=${report}`], {
      cwd: package_.project,
      env: { ...process.env, VITEST: undefined, NODE_ENV: undefined },
    });
    const { success, numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      success: boolean;
      numPassedTests: number;
      testResults: readonly unknown[];
    };
    expect(success).toBe(true);
    expect(testResults.length).toBe(files.length);
    expect(numPassedTests).toBeGreaterThanOrEqual(files.length);
  }, 60_000);

  it('runs', async () => {
    const code = "import { answer } from './right.ts'; console.log(answer);";
    const { stdout } = await node(package_.project, code);
    expect(stdout).toBe('WHY DID THE PARROT CROSS THE ROAD?\n');
  });

  it('loads every subpath without a side effect on the global object', async () => {
    const subpaths = Object.keys(manifest().exports).filter((subpath) => !withOptionalPeer.includes(subpath));
    const names = subpaths.map((subpath) => join('rxchain', subpath));
    const code = `
      const before = new Set(Object.getOwnPropertyNames(globalThis));
      const empty = [];
      for (const name of ${JSON.stringify(names)}) if (Object.keys(await import(name)).length === 0) empty.push(name);
      console.log(JSON.stringify({ empty, added: Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name) && !name.startsWith('__zod_')) }));`;
    const { stdout } = await node(package_.project, code);
    // `rxchain/node` is imported for what it does; the names that zod adds are zod's.
    expect(JSON.parse(stdout)).toEqual({ empty: ['rxchain/node'], added: [] });
  });
});

describe('package.json', () => {
  it('has an entry of the build and a size budget for every subpath', async () => {
    const { default: tsup } = await import('../../tsup.config.ts');
    const { exports, 'size-limit': budgets } = JSON.parse(
      readFileSync(join(repository, 'package.json'), 'utf8'),
    ) as Manifest & { 'size-limit': { path: string }[] };
    const scripts = Object.values(exports).flatMap((target) =>
      typeof target === 'string' ? [] : [target.default!.slice(2)],
    );
    expect(
      Object.keys(tsup.entry!)
        .map((name) => `dist/${name}.js`)
        .sort(),
    ).toEqual([...scripts].sort());
    expect([...new Set(budgets.map(({ path }) => path))].sort()).toEqual([...scripts].sort());
    for (const source of Object.values(tsup.entry!)) expect(existsSync(join(repository, source))).toBe(true);
  });
});

/** The lines of the compiler's output that tell an error, wherever it is. */
async function compile(
  project: string,
  compiler: string,
  resolution: Record<string, string>,
  { files, skipLibCheck } = { files: ['right.ts', 'wrong.ts'] as readonly string[], skipLibCheck: false },
): Promise<readonly string[]> {
  const config = `tsconfig.${compiler}.${resolution.moduleResolution}.json`;
  const compilerOptions = {
    ...resolution,
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    types: [],
    strict: true,
    skipLibCheck,
    noEmit: true,
  };
  writeFileSync(join(project, config), JSON.stringify({ compilerOptions, files }));
  const tsc = join(repository, 'node_modules', compiler, 'bin/tsc');
  const output = await run(process.execPath, [tsc, '--pretty', 'false', '-p', config], { cwd: project }).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string }) => error.stdout ?? '',
  );
  return output.split('\n').filter((line) => /\berror TS\d+/.test(line));
}

function node(project: string, code: string): Promise<{ stdout: string }> {
  return run(process.execPath, ['--input-type=module', '--disable-warning=ExperimentalWarning', '-e', code], {
    cwd: project,
  });
}

function manifest(): Manifest {
  return JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Manifest;
}

function versionOf(compiler: string): string {
  const path = join(repository, 'node_modules', compiler, 'package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
