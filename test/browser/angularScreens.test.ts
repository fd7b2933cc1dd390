import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AngularExample,
  actWhen,
  angularExample,
  buildTimeout,
  openPage,
  untilPhase,
} from './angularExample.ts';
import { openBrowser } from './openBrowser.ts';

let example: AngularExample;
let browser: Browser;
let page: Page;
let complaints: string[];
beforeAll(async () => {
  example = await angularExample(12);
  browser = await openBrowser();
}, buildTimeout);
afterAll(async () => {
  await browser?.close();
  await example?.stop();
});
beforeEach(async () => {
  ({ page, complaints } = await openPage(browser));
});
afterEach(() => page.context().close());

async function open(screen: string): Promise<void> {
  await page.goto(`${example.url}#${screen}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const rows = (): Promise<string[][]> =>
  page
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));

describe('the table of countries', () => {
  beforeEach(() => open('countries'));

  it('fills in while the JSON arrives, and no row is made twice', async () => {
    await page.evaluate(() => {
      const seen = { added: 0, removed: 0, cells: 0 };
      Object.assign(globalThis, { seen });
      const count = (nodes: NodeList, name: string): number =>
        [...nodes].filter((node) => node.nodeName === name).length;
      new MutationObserver((records) => {
        for (const { addedNodes, removedNodes } of records) {
          seen.added += count(addedNodes, 'TR');
          seen.removed += count(removedNodes, 'TR');
          seen.cells += [addedNodes, removedNodes].reduce((sum, nodes) => sum + count(nodes, 'TD'), 0);
        }
      }).observe(document.querySelector('tbody')!, { subtree: true, childList: true });
    });
    const [early] = await Promise.all([
      actWhen(page, { selector: 'tbody tr', count: 4 }, { click: 'nothing' }),
      page.getByRole('button', { name: 'Europe' }).click(),
    ]);
    await page.evaluate(() => Object.assign(document.querySelector('tbody tr')!, { mark: 'the first' }));
    expect(early.length).toBeLessThan(6);
    expect(early[0]).toBe('RussiaMoscow144,000,00017,098,246');
    await untilPhase(page, 'done');
    const all = await rows();
    expect(all.map(([name]) => name)).toEqual([
      'Russia',
      'Germany',
      'United Kingdom',
      'France',
      'Italy',
      'Spain',
      'Ukraine',
      'Poland',
      'Romania',
      'Netherlands',
    ]);
    expect(all.at(-1)).toEqual(['Netherlands', 'Amsterdam', '17,900,000', '41,865']);
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: unknown }).seen);
    expect(seen).toEqual({ added: 10, removed: 0, cells: 0 });
    const mark = await page.evaluate(
      () => (document.querySelector('tbody tr') as unknown as { mark: string }).mark,
    );
    expect(mark).toBe('the first');
    expect(complaints).toEqual([]);
  });

  it('keeps its rows when it is stopped, and the model is left', async () => {
    await page.getByRole('button', { name: 'Asia' }).click();
    await actWhen(page, { selector: 'tbody tr', count: 3 }, { click: 'Stop' });
    await untilPhase(page, 'stopped');
    await example.untilIdle();
    expect([3, 4, 5, 6]).toContain((await rows()).length);
    await page.getByRole('button', { name: 'Retry' }).click();
    await untilPhase(page, 'done');
    expect(await rows()).toHaveLength(10);
    expect(complaints).toEqual([]);
  });

  it('leaves the run before when another continent is chosen', async () => {
    const { made } = await example.calls();
    await page.getByRole('button', { name: 'Asia' }).click();
    await actWhen(page, { selector: 'tbody tr' }, { click: 'Africa' });
    await page.locator('tbody tr', { hasText: 'Nigeria' }).waitFor();
    await untilPhase(page, 'done');
    expect((await rows())[0]?.[0]).toBe('Nigeria');
    expect(await example.calls()).toMatchObject({ made: made + 2, open: 0 });
    expect(complaints).toEqual([]);
  });
});

describe('the diagram of a run', () => {
  const lanes = (): Promise<string[]> => page.locator('.lanes .lane-name').allInnerTexts();
  const drawn = async (): Promise<string[]> =>
    (
      await page
        .locator('.paper-frame [role=listitem]')
        .evaluateAll((all) => all.map((lane) => lane.getAttribute('aria-label') ?? ''))
    ).map((label) => label.split(',')[0]!);
  const all = [
    'CountryTable',
    'RemoteRunnable',
    'CountryList',
    'ChatPromptTemplate',
    'ScriptedModel',
    'StrOutputParser',
    'JsonOutputParser',
  ];

  beforeEach(() => open('countries'));

  it('grows while the run goes on, with the runs of both sides of the wire', async () => {
    await page.getByRole('button', { name: 'Europe' }).click();
    await page.locator('.paper-frame .chunk').first().waitFor();
    await page.locator('.lane', { hasText: 'running' }).first().waitFor();
    await untilPhase(page, 'done');
    await page.locator('.lane', { hasText: 'running' }).first().waitFor({ state: 'detached' });
    await expect.poll(lanes).toEqual(all);
    await expect.poll(drawn).toEqual(all);
    expect(complaints).toEqual([]);
  });

  it('is filtered by name, type and tag', async () => {
    await page.getByRole('button', { name: 'Europe' }).click();
    await untilPhase(page, 'done');
    await page.getByText('Filter').click();
    for (const [group, value, shown] of [
      ['Name', 'JsonOutputParser', ['JsonOutputParser']],
      ['Type', 'parser', ['StrOutputParser', 'JsonOutputParser']],
      ['Tag', 'countries', ['CountryList', 'ChatPromptTemplate', 'ScriptedModel', 'StrOutputParser']],
    ] as const) {
      const box = page
        .getByRole('group', { name: group })
        .getByRole('checkbox', { name: value, exact: true });
      await box.check();
      await expect.poll(lanes).toEqual(shown);
      await expect.poll(drawn).toEqual(shown);
      await box.uncheck();
    }
    await expect.poll(drawn).toEqual(all);
    expect(complaints).toEqual([]);
  });

  it('shows input and output of a lane that is clicked, or chosen with the keyboard', async () => {
    await page.getByRole('button', { name: 'Europe' }).click();
    await untilPhase(page, 'done');
    await expect.poll(drawn).toEqual(all);
    await page.locator('.paper-frame .prompt .chunk').click();
    const detail = page.locator('.detail');
    await detail.waitFor();
    expect(await detail.getByRole('heading', { level: 3 }).innerText()).toBe('ChatPromptTemplate');
    expect(await detail.getByLabel('Input').innerText()).toContain('"continent": "Europe"');
    expect(await detail.getByLabel('Output').innerText()).toContain('List the ten countries of Europe');

    await page.getByRole('button', { name: /^JsonOutputParser/ }).focus();
    await page.keyboard.press('Enter');
    await detail.getByRole('heading', { level: 3, name: 'JsonOutputParser' }).waitFor();
    expect(await detail.getByLabel('Output').innerText()).toContain('"capital": "Moscow"');
    expect(complaints).toEqual([]);
  });
});

describe('the agent with an approval', () => {
  beforeEach(() => open('agent'));

  async function untilAsked(): Promise<string> {
    const [request] = await Promise.all([
      page.waitForRequest((sent) => sent.method() === 'POST' && sent.url().includes('/api/agent')),
      page.getByRole('button', { name: 'Book me a train' }).click(),
    ]);
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    return new URL(request.url()).searchParams.get('run')!;
  }

  const states = (): Promise<string[]> =>
    page
      .locator('.tool .tool-name')
      .evaluateAll((all) =>
        all.map(({ children }) => [...children].map(({ textContent }) => textContent).join(' ')),
      );
  const said = (): Promise<string> => page.locator('.text').last().innerText();
  const approve = (run: string, type = 'application/json'): Promise<Response> =>
    fetch(`${example.url}api/approve?run=${run}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify({ call: 'call-3', approved: true }),
    });

  it('uses its tools, waits for the person, and goes on when the call is approved', async () => {
    await untilAsked();
    expect(await example.calls()).toMatchObject({ open: 0 });
    expect(await states()).toEqual(['find_trains done', 'weather done', 'book_train asking']);
    await page.getByRole('button', { name: 'Approve' }).click();
    await untilPhase(page, 'done');
    expect(await states()).toEqual(['find_trains done', 'weather done', 'book_train done']);
    expect(await said()).toContain('Done. Booked: R 603, seat 42');
    expect(complaints).toEqual([]);
  });

  it('does not run the tool when the person refuses, and the agent hears why', async () => {
    await untilAsked();
    await page.getByRole('button', { name: 'Refuse' }).click();
    await untilPhase(page, 'done');
    expect(await states()).toEqual(['find_trains done', 'weather done', 'book_train refused']);
    expect(await page.locator('.tool .result').last().innerText()).toBe(
      'Not approved: the traveller said no',
    );
    expect(await said()).toContain('I have booked nothing');
    expect(complaints).toEqual([]);
  });

  it('asks again when the page is reloaded, and the same run goes on', async () => {
    const run = await untilAsked();
    const { made } = await example.calls();
    const [resumed] = await Promise.all([
      page.waitForRequest((sent) => sent.method() === 'GET' && sent.url().includes('/api/agent?run=')),
      page.reload(),
    ]);
    expect(new URL(resumed.url()).searchParams.get('run')).toBe(run);
    await page.getByRole('button', { name: 'Approve' }).click();
    await untilPhase(page, 'done');
    expect(await states()).toEqual(['find_trains done', 'weather done', 'book_train done']);
    expect(await page.locator('.question').innerText()).toContain('Book me a train');
    expect((await example.calls()).made).toBe(made + 1);
    await page.reload();
    await page.getByText('It looks trains and the weather up').waitFor();
    expect(complaints).toEqual([]);
  });

  it('waits no longer when it is stopped', async () => {
    const run = await untilAsked();
    await page.getByRole('button', { name: 'Stop' }).click();
    await untilPhase(page, 'stopped');
    await expect.poll(async () => (await approve(run)).status).toBe(404);
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('hears nobody who does not know its run, and no form of a foreign page', async () => {
    const run = await untilAsked();
    expect((await approve('another-run-altogether')).status).toBe(404);
    expect((await approve(run, 'text/plain')).status).toBe(415);
    expect((await approve(run)).status).toBe(204);
    await untilPhase(page, 'done');
    expect(complaints).toEqual([]);
  });
});
