import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AngularExample, angularExample, buildTimeout, openPage, untilPhase } from './angularExample.ts';
import { openBrowser } from './openBrowser.ts';
import { pageContrast } from './pageContrast.ts';
import { smallPng } from './smallPng.ts';

const update = process.env.UPDATE_IMAGES !== undefined;
const schemes = ['light', 'dark'] as const;
const sizes = { desk: { width: 1_200, height: 760 }, phone: { width: 360, height: 740 } };

let example: AngularExample;
let browser: Browser;
beforeAll(async () => {
  example = await angularExample(5);
  browser = await openBrowser();
}, buildTimeout);
afterAll(async () => {
  await browser?.close();
  await example?.stop();
});

/** Brings a screen to where there is most to see. */
const scenes: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  chat: async (page) => {
    await page.getByRole('button', { name: 'What is a marble diagram?' }).click();
    await untilPhase(page, 'done');
    for (;;) {
      // Every second time this question has a whole answer.
      await page.getByRole('button', { name: 'What if the connection breaks?' }).click();
      await untilPhase(page, 'done', 'error');
      if ((await page.locator('.problem').count()) > 0) return;
    }
  },
  countries: async (page) => {
    await page.getByRole('button', { name: 'Europe' }).click();
    await untilPhase(page, 'done');
  },
  agent: async (page) => {
    await page.getByRole('button', { name: 'Book me a train' }).click();
    await page.getByRole('button', { name: 'Approve' }).waitFor();
  },
};

async function openScene(
  name: string,
  colorScheme: 'light' | 'dark',
  size: keyof typeof sizes,
): Promise<{ readonly page: Page; readonly complaints: string[] }> {
  const opened = await openPage(browser, { colorScheme, viewport: sizes[size] });
  const { page } = opened;
  await page.goto(`${example.url}#${name}`);
  await scenes[name]!(page);
  await page.locator('.paper-frame .chunk').first().waitFor();
  await page.mouse.move(0, 0);
  return opened;
}

/** The pictures of the docs: taken again with UPDATE_IMAGES=1, since another machine has other fonts. */
async function takePicture(
  page: Page,
  name: string,
  { width, height }: { width: number; height: number },
): Promise<void> {
  const file = fileURLToPath(new URL(`../../docs/images/angular-${name}.png`, import.meta.url));
  if (update) writeFileSync(file, smallPng(await page.screenshot()));
  expect(existsSync(file)).toBe(true);
  const png = readFileSync(file);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width, height]);
  expect(png.length).toBeLessThan(100_000);
}

describe.each(Object.keys(scenes))('the look of the screen %s', (name) => {
  it.each(schemes)('every text has a contrast of 4.5 in %s', async (scheme) => {
    const { page, complaints } = await openScene(name, scheme, 'desk');
    await takePicture(page, `${name}-${scheme}`, sizes.desk);
    await page.getByText('Filter').click();
    await page.locator('.lane').first().click();
    await page.locator('.detail').waitFor();
    const { count, weak } = await pageContrast(page, 4.5);
    expect(weak).toEqual([]);
    expect(count).toBeGreaterThan(30);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('fits a phone of 360 px without scrolling sideways', async () => {
    const { page, complaints } = await openScene(name, 'dark', 'phone');
    await takePicture(page, `${name}-phone`, sizes.phone);
    await page.getByText('Filter').click();
    await page.locator('.lane').first().click();
    await page.locator('.detail').waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(360);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('names every control, and lets one skip to the content', async () => {
    const { page } = await openScene(name, 'light', 'desk');
    await page.getByText('Filter').click();
    const outline = await page.locator('body').ariaSnapshot();
    expect(outline).not.toMatch(/- (?:button|link|textbox|checkbox|region|log)(?::|$| \[)/m);
    expect(outline.match(/- heading ".*" \[level=1\]/g)).toHaveLength(1);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.getByRole('link', { name: 'Skip to the content' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.context().close();
  });
});

it('finds a weak contrast where there is one', async () => {
  const { page } = await openPage(browser, { colorScheme: 'light' });
  await page.setContent('<body style="background: white"><p style="color: #999">weak</p><p>strong</p>');
  const { count, weak } = await pageContrast(page, 4.5);
  expect(count).toBe(2);
  expect(weak).toEqual([{ text: 'weak', contrast: expect.closeTo(2.85, 2) }]);
  await page.context().close();
});
