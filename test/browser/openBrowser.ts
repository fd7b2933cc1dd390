import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/** A browser of its own for a test file; close it in `afterAll`. */
export function openBrowser(): Promise<Browser> {
  const { executablePath, args, env } = inject('browser');
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return chromium.launch({
    executablePath,
    args,
    headless: true,
    env: { ...Object.fromEntries(own), ...env },
  });
}
