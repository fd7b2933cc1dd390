import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicModules } from './publicModules.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the compiler says of some modules, by the name of the file; one run of `tsc` for all of them. */
export async function checkTypes(
  modules: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, readonly string[]>>> {
  const folder = mkdtempSync(join(tmpdir(), 'rxchain-docs-'));
  try {
    const paths = Object.fromEntries([
      ...publicModules.map(({ specifier, file }) => [specifier, [file]]),
      ['prelude', [join(root, 'test/docs/preludeNames.ts')]],
      ...['core', 'common'].map((name) => [
        `@angular/${name}/*`,
        [join(root, `node_modules/@angular/${name}/types/*`)],
      ]),
      ['*', [join(root, 'node_modules/*'), join(root, 'node_modules/@types/*')]],
    ]);
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        paths,
        module: 'esnext',
        moduleResolution: 'bundler',
        typeRoots: [join(root, 'node_modules/@types')],
        verbatimModuleSyntax: false,
        isolatedDeclarations: false,
        declaration: false,
        ...options,
      },
      include: ['*.ts'],
      exclude: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    for (const [name, code] of Object.entries(modules)) writeFileSync(join(folder, `${name}.ts`), code);
    return errorsOf(await tsc(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function tsc(folder: string): Promise<string> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, '-p', folder, '--pretty', 'false'],
      { cwd: folder },
      (_, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

function errorsOf(report: string): Readonly<Record<string, readonly string[]>> {
  const errors: Record<string, string[]> = {};
  for (const line of report.split('\n')) {
    if (/^error|preludeNames/.test(line)) throw new Error(line);
    const at = /^(?<name>[^\s(]+?)(?:\.ts)?\((?<row>\d+),\d+\): (?<message>.*)/.exec(line)?.groups;
    if (at === undefined) continue;
    const { name = '', message = '', row = '' } = at;
    errors[name] ??= [];
    errors[name].push(`line ${row}: ${message}`);
  }
  return errors;
}
