import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { filter, lastValueFrom, reduce } from 'rxjs';
import { expect, vi } from 'vitest';
import { buildExample } from '../../examples/angular/build.ts';
import { eventChunks } from '../../operators/eventChunks.ts';
import { followRun } from '../../src/server/followRun.ts';

const serverFile = fileURLToPath(new URL('../../examples/angular/server.ts', import.meta.url));

/** What the server says of its model: how often it was called, how many calls are open, and how many tokens it has said. */
interface ModelCalls {
  readonly made: number;
  readonly open: number;
  readonly tokens: number;
}

export interface AngularExample {
  readonly url: string;
  calls(): Promise<ModelCalls>;
  /** Resolves when no call of the model is open. */
  untilIdle(): Promise<void>;
  /** The whole answer to a question, as the server gives it to a client that is not disturbed. */
  answerTo(question: string): Promise<string>;
  stop(): Promise<void>;
}

/** For hangs only: a clean clone installs the dependencies of the example first. */
export const buildTimeout = 480_000;

/** The example, built where it is not, and its server with so many milliseconds between two tokens. */
export async function angularExample(tokenDelay: number): Promise<AngularExample> {
  await buildExample();
  const server = spawn(process.execPath, [serverFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: '0',
      TOKEN_DELAY: String(tokenDelay),
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
    },
  });
  const url = await firstLine(server);
  const calls = async (): Promise<ModelCalls> =>
    (await (await fetch(`${url}api/calls`)).json()) as ModelCalls;
  return {
    url,
    calls,
    untilIdle: () =>
      vi.waitFor(async () => expect((await calls()).open).toBe(0), { timeout: 20_000, interval: 20 }),
    answerTo: (question) =>
      lastValueFrom(
        followRun(`${url}api/chat`, { input: { messages: [{ type: 'human', content: question }] } }).pipe(
          filter((event) => event.parent_ids.length === 0),
          eventChunks(),
          reduce((text, chunk) => text + String(chunk), ''),
        ),
      ),
    stop: async () => {
      const exit = once(server, 'exit');
      server.kill();
      await exit;
    },
  };
}

/** A page of its own, with nothing kept from others; what it complains about is in the list. */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

/** Resolves when the run of the screen is in one of these phases. */
export async function untilPhase(page: Page, ...phases: readonly string[]): Promise<void> {
  await page.locator(phases.map((phase) => `.phase[data-phase=${phase}]`).join(', ')).waitFor();
}

/** What must be there: so many elements, the last of them with a text of that length. */
export interface Sight {
  readonly selector: string;
  readonly count?: number;
  readonly length?: number;
}

/**
 * As soon as something is to be seen, clicks what has a name, or loads the page again. It happens in the page, so that a run is
 * not over before a busy machine comes to it. The texts that were there at that moment.
 */
export function actWhen(
  page: Page,
  sight: Sight,
  action: { readonly click: string } | 'reload',
): Promise<string[]> {
  return page.evaluate(
    ({ selector, count, length, click }) =>
      new Promise<string[]>((resolve) => {
        const look = (): void => {
          const texts = [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '');
          if (texts.length < count || (texts.at(-1)?.length ?? 0) < length) {
            setTimeout(look, 5);
            return;
          }
          resolve(texts);
          if (click === undefined) setTimeout(() => location.reload());
          else
            [...document.querySelectorAll<HTMLElement>('button, a')]
              .find(({ textContent }) => textContent?.trim() === click)
              ?.click();
        };
        look();
      }),
    { count: 1, length: 0, ...sight, click: action === 'reload' ? undefined : action.click },
  );
}

async function firstLine(server: ChildProcess): Promise<string> {
  const failed = once(server, 'exit').then(([code]) => {
    throw new Error(`The server of the example ended with code ${code}.`);
  });
  const [data] = (await Promise.race([once(server.stdout!, 'data'), failed])) as [Buffer];
  failed.catch(() => undefined);
  return data.toString().trim();
}
