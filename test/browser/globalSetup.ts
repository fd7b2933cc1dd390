import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestProject } from 'vitest/node';

/** What a worker needs to launch the browser: `chromium.launch({ ...inject('browser'), headless: true })`. */
export interface BrowserLaunch {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

declare module 'vitest' {
  interface ProvidedContext {
    browser: BrowserLaunch;
  }
}

const version = '153.0.0';
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--disable-gpu',
];
// With the first two a closed page takes the whole browser along, with the next two faults of CORS stay unseen, and with the
// others a page stands still for seconds, while a graphics card is imitated.
const unwanted: ReadonlySet<string> = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]);

/** Finds the browser once for all workers. */
export default async function globalSetup(project: TestProject): Promise<void> {
  project.provide('browser', await findBrowser());
}

/** The browser of CHROME_PATH, else the one of the package, unpacked. */
export async function findBrowser(): Promise<BrowserLaunch> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH) return { executablePath: CHROME_PATH, args: quiet, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'The browser tests bring a browser for Linux x64 only: set CHROME_PATH to an installed Chrome.',
    );
  }
  return unpackedBrowser();
}

async function unpackedBrowser(): Promise<BrowserLaunch> {
  // The package takes any file named `chromium` that it finds, so each version has a folder of its own.
  const folder = join(tmpdir(), `rxchain-chromium-${version}`);
  mkdirSync(folder, { recursive: true });
  const { TMPDIR, AWS_LAMBDA_JS_RUNTIME } = process.env;
  const release = await locked(join(folder, 'lock'));
  try {
    // Both are read when the package is imported; the second makes it unpack the libraries that Chromium needs.
    process.env.TMPDIR = folder;
    process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs24.x';
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    const args = [...chromium.args.filter((argument) => !unwanted.has(argument)), ...quiet];
    const env = { LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '', FONTCONFIG_FILE: fontsOf(folder) };
    return { executablePath, args, env };
  } finally {
    release();
    restore('TMPDIR', TMPDIR);
    restore('AWS_LAMBDA_JS_RUNTIME', AWS_LAMBDA_JS_RUNTIME);
  }
}

/** The fonts of the machine and the one that the package brings, for a machine without any. */
function fontsOf(folder: string): string {
  const file = join(folder, 'fonts.conf');
  const lines = [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>',
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** Two processes must not unpack at the same time; a lock that a killed process left is broken after a minute. */
async function locked(lock: string): Promise<() => void> {
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmSync(lock, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > 60_000) rmSync(lock, { recursive: true, force: true });
      else await wait(100);
    }
  }
}

function restore(key: string, value: string | undefined): void {
  if (value === undefined) delete process.env[key];
  else process.env[key] = value;
}
