import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cuttingProxy } from '../server/cuttingProxy.ts';
import {
  type AngularExample,
  actWhen,
  angularExample,
  buildTimeout,
  openPage,
  untilPhase,
} from './angularExample.ts';
import { openBrowser } from './openBrowser.ts';

const question = 'Why is the sky blue?';

let example: AngularExample;
let browser: Browser;
let whole: string;
let page: Page;
let complaints: string[];
beforeAll(async () => {
  example = await angularExample(25);
  browser = await openBrowser();
  whole = plain(await example.answerTo(question));
}, buildTimeout);
afterAll(async () => {
  await browser?.close();
  await example?.stop();
});
beforeEach(async () => {
  ({ page, complaints } = await openPage(browser));
  await page.goto(example.url);
});
afterEach(() => page.context().close());

const ask = (text: string): Promise<void> => page.getByRole('button', { name: text }).click();
const answer = async (): Promise<string> => plain(await page.locator('.text').last().innerText());
const untilSaid = (length: number): Promise<unknown> =>
  page.waitForFunction(
    (least) => ([...document.querySelectorAll('.text')].at(-1)?.textContent?.length ?? 0) >= least,
    length,
  );

function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

describe('the chat of the Angular example', () => {
  it('loads from the AOT build and complains of nothing', async () => {
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Chat');
    expect(await page.title()).toBe('Chat · rxchain and Angular');
    expect(complaints).toEqual([]);
  });

  it('streams an answer', async () => {
    await page.evaluate(() => {
      const texts: string[] = [];
      Object.assign(globalThis, { texts });
      const watched = { subtree: true, childList: true, characterData: true };
      new MutationObserver(() => texts.push(document.querySelector('.text')?.textContent ?? '')).observe(
        document.querySelector('.log')!,
        watched,
      );
    });
    await ask(question);
    await untilPhase(page, 'done');
    expect(await answer()).toBe(whole);
    const texts = await page.evaluate(() => (globalThis as unknown as { texts: string[] }).texts);
    const grown = [...new Set(texts.map(({ length }) => length))];
    expect(grown.length).toBeGreaterThan(5);
    expect(grown).toEqual([...grown].sort((a, b) => a - b));
    expect(texts.every((text) => whole.replaceAll(' ', '').startsWith(text.replaceAll(/\s/g, '')))).toBe(
      true,
    );
    expect(complaints).toEqual([]);
  });

  it('is used with the keyboard alone, and its text stands in a polite live region', async () => {
    const field = page.getByRole('textbox', { name: 'Your question' });
    await field.focus();
    await page.keyboard.type(question);
    await page.keyboard.press('Enter');
    await untilPhase(page, 'streaming');
    await untilSaid(10);
    await page.keyboard.press('Escape');
    await untilPhase(page, 'stopped');
    const log = page.getByRole('log', { name: 'Conversation' });
    expect(await log.getAttribute('aria-live')).toBe('polite');
    expect(await log.locator('.text').count()).toBe(1);
    await example.untilIdle();
  });

  it('stops in the middle: the text stays, and the model is left at once', async () => {
    await ask(question);
    await actWhen(page, { selector: '.text', length: 60 }, { click: 'Stop' });
    await untilPhase(page, 'stopped');
    const stopped = await answer();
    await example.untilIdle();
    const { tokens } = await example.calls();
    await page.waitForTimeout(200);
    expect((await example.calls()).tokens).toBe(tokens);
    expect(await answer()).toBe(stopped);
    expect(whole.startsWith(stopped)).toBe(true);
    expect(stopped.length).toBeGreaterThanOrEqual(50);
    expect(stopped.length).toBeLessThan(whole.length);
    expect(complaints).toEqual([]);
  });

  it('keeps the part that came before an error, and a retry brings the whole', async () => {
    await ask('What if the connection breaks?');
    await untilPhase(page, 'error');
    const part = await answer();
    expect(await page.getByText('It broke off: The connection to the model broke.').count()).toBe(1);
    await page.getByRole('button', { name: 'Retry' }).click();
    await untilPhase(page, 'done');
    const all = await answer();
    expect(part.length).toBeGreaterThan(20);
    expect(all.startsWith(part)).toBe(true);
    expect(all.endsWith('this time the answer comes to its end.')).toBe(true);
    expect(await page.locator('.turn').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('goes on with a running answer when the page is reloaded', async () => {
    const { made } = await example.calls();
    await ask(question);
    const [, resumed, [before]] = await Promise.all([
      page.waitForEvent('load'),
      page.waitForRequest((sent) => sent.method() === 'GET' && sent.url().includes('/api/chat?run=')),
      actWhen(page, { selector: '.text', length: 60 }, 'reload'),
    ]);
    expect(before!.length).toBeLessThan(whole.length / 2);
    expect(resumed.headers()).not.toHaveProperty('last-event-id');
    await untilPhase(page, 'done');
    expect(await answer()).toBe(whole);
    expect((await example.calls()).made).toBe(made + 1);
    await page.reload();
    await page.locator('.text').waitFor();
    expect(await answer()).toBe(whole);
    expect(await page.locator('.question').innerText()).toContain(question);
    expect(complaints).toEqual([]);
  });

  it('goes on when its screen is left and opened again', async () => {
    const { made } = await example.calls();
    await ask(question);
    await actWhen(page, { selector: '.text', length: 20 }, { click: 'Countries' });
    await page.getByRole('heading', { name: 'Countries' }).waitFor();
    await page.getByRole('link', { name: 'Chat' }).click();
    await untilPhase(page, 'done');
    expect(await answer()).toBe(whole);
    expect((await example.calls()).made).toBe(made + 1);
    expect(complaints).toEqual([]);
  });

  it('sends the conversation so far', async () => {
    await ask('What is a marble diagram?');
    await untilPhase(page, 'done');
    const [request] = await Promise.all([
      page.waitForRequest((sent) => sent.method() === 'POST' && sent.url().includes('/api/chat')),
      ask(question),
    ]);
    const { input } = request.postDataJSON() as { input: { messages: { type: string; content: string }[] } };
    expect(input.messages.map(({ type }) => type)).toEqual(['human', 'ai', 'human']);
    expect(input.messages[1]?.content).toMatch(/^A marble diagram shows .*comes\.$/s);
    await untilPhase(page, 'done');
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.locator('.turn').first().waitFor({ state: 'detached' });
  });

  it('recovers where the network is cut, again and again', async () => {
    const proxy = await cuttingProxy(example.url);
    try {
      const { made } = await example.calls();
      await page.goto(proxy.url);
      await page.getByRole('heading', { level: 1 }).waitFor();
      proxy.cut(9_000, 'head', 7_000);
      await ask(question);
      await untilPhase(page, 'done');
      expect(await answer()).toBe(whole);
      expect((await example.calls()).made).toBe(made + 1);
      const [first, ...again] = proxy.requests;
      expect(first).toEqual(['POST', undefined]);
      expect(again.map(([method]) => method)).toEqual(['GET', 'GET', 'GET']);
      expect(again.every(([, lastId]) => lastId !== undefined)).toBe(true);
    } finally {
      await proxy.stop();
    }
  });

  it('renders 10,000 tokens in a few hundred frames, not in 10,000', async () => {
    await page.evaluate(() => {
      const counter = { batches: 0 };
      Object.assign(globalThis, { counter });
      new MutationObserver(() => counter.batches++).observe(document.querySelector('.log')!, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    await ask('Count to 10,000.');
    await untilPhase(page, 'done');
    const numbers = Array.from({ length: 10_000 }, (_, i) => i + 1).join(' ');
    expect(await answer()).toBe(numbers);
    const batches = await page.evaluate(
      () => (globalThis as unknown as { counter: { batches: number } }).counter.batches,
    );
    expect(batches).toBeGreaterThan(0);
    expect(batches).toBeLessThan(1_000);
    expect(complaints).toEqual([]);
  });
});
