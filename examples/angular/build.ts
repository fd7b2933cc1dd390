import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run: typeof execFile.__promisify__ = promisify(execFile);
const example: string = fileURLToPath(new URL('.', import.meta.url));
const repository: string = fileURLToPath(new URL('../..', import.meta.url));
const cache: string = join(example, '.cache');

/**
 * Installs what the example needs, packs the library of this repository into it, and builds the app. What has been done for the
 * same sources is not done again. Two processes that build at the same time take turns. `tell` hears what is being done.
 */
export async function buildExample(tell: (what: string) => void = () => undefined): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const release = await locked(join(cache, 'lock'));
  try {
    const dependencies = hashOf(example, ['package.json', 'package-lock.json', '.npmrc']);
    await once('installed', dependencies, 'node_modules', async () => {
      tell('Installing the dependencies of the example (about a minute) …');
      await npm(example, 'ci', '--prefer-offline');
    });

    const sources = ['src', 'operators', 'package.json', 'tsconfig.json', 'tsup.config.ts'];
    const library = `${dependencies} ${hashOf(repository, sources)}`;
    await once('packed', library, 'node_modules/rxchain/dist', async () => {
      tell('Building and packing rxchain …');
      const tarball = await packLibrary(sources);
      rmSync(join(example, 'node_modules', 'rxchain'), { recursive: true, force: true });
      await npm(example, 'install', '--no-save', '--prefer-offline', tarball);
    });

    const configurations = readdirSync(example).filter((name) => /^(angular|tsconfig.*)\.json$/.test(name));
    const app = `${library} ${hashOf(example, ['src', 'server', 'server.ts', ...configurations.sort()])}`;
    await once('built', app, 'dist/browser/index.html', async () => {
      tell('Building the app …');
      await npm(example, 'run', 'build');
    });
  } finally {
    release();
  }
}

/** Does what has not been done for this key; `result` is what must be there then. */
async function once(name: string, key: string, result: string, work: () => Promise<void>): Promise<void> {
  const mark = join(cache, name);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === key && existsSync(join(example, result))) return;
  rmSync(mark, { force: true });
  await work();
  writeFileSync(mark, key);
}

/** Builds a copy of the library, so that nobody who uses its `dist` meanwhile is disturbed; the path of the tarball. */
async function packLibrary(sources: readonly string[]): Promise<string> {
  const copy = join(cache, 'library');
  rmSync(copy, { recursive: true, force: true });
  for (const name of sources) cpSync(join(repository, name), join(copy, name), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'), 'junction');
  await npm(copy, 'run', 'build');
  await npm(copy, 'pack', '--ignore-scripts', '--pack-destination', cache);
  const { name, version } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  return join(cache, `${name}-${version}.tgz`);
}

/** Runs npm with the Node that runs this file in front. */
async function npm(folder: string, ...command: string[]): Promise<void> {
  const PATH = [join(repository, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  try {
    await run('npm', [...command, '--loglevel=error'], {
      cwd: folder,
      env: { ...process.env, PATH, NG_CLI_ANALYTICS: 'false', CI: 'true' },
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === 'win32',
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm ${command.join(' ')} failed in ${folder}:\n${stdout}${stderr}`, { cause: error });
  }
}

function hashOf(folder: string, names: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name));
    } else {
      hash.update(path).update('\0').update(readFileSync(path)).update('\0');
    }
  };
  for (const name of names) add(join(folder, name));
  return hash.digest('hex');
}

/** A lock that holds the id of its process; one whose process is gone counts for nothing. */
async function locked(lock: string): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (!isAlive(Number(readFileSync(lock, { encoding: 'utf8' })))) rmSync(lock, { force: true });
      else await wait(200);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
