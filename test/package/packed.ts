import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const run: typeof execFile.__promisify__ = promisify(execFile);
export const repository: string = fileURLToPath(new URL('../..', import.meta.url));

export interface Packed {
  /** An empty project with the packed package under node_modules, its dependencies and peers beside it. */
  readonly project: string;
  readonly files: readonly string[];
  remove(): void;
}

/** Builds and packs a copy of the sources, so that nothing left over in `dist` can help, and unpacks it. */
export async function packed(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'rxchain-package-'));
  const copy = join(folder, 'copy');
  const project = join(folder, 'project');
  for (const name of [
    'src',
    'operators',
    'package.json',
    'tsconfig.json',
    'tsup.config.ts',
    'README.md',
    'LICENSE',
  ]) {
    if (existsSync(join(repository, name)))
      cpSync(join(repository, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'), 'junction');
  await run('npm', ['run', 'build'], { cwd: copy });
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: copy,
  });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;

  const own = join(project, 'node_modules', 'rxchain');
  mkdirSync(own, { recursive: true });
  await run('tar', ['-xzf', join(folder, tarball), '-C', own, '--strip-components=1']);
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
  };
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    const installed = join(repository, 'node_modules', name);
    if (!existsSync(installed)) continue;
    mkdirSync(join(project, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(installed, join(project, 'node_modules', name), 'junction');
  }
  const [listing] = Object.values(JSON.parse(stdout) as Record<string, { files: { path: string }[] }>);
  return {
    project,
    files: listing!.files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
