import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawRunSvg } from '../../src/diagrams/drawRunSvg.ts';
import type { RecordedEvent } from '../../src/testing/recordEvents.ts';
import { guideChain } from '../diagrams/guideChain.ts';
import { manyLanes, Recorder } from '../diagrams/recorded.ts';
import { contrastOf } from './contrastOf.ts';
import { openBrowser } from './openBrowser.ts';
import { overlapsIn } from './overlapsIn.ts';

const schemes = ['light', 'dark'] as const;
/** A page cannot tell which fonts a reader has, so a wide proportional one is tried as well. */
const fonts = ['', '#page svg text { font-family: "Open Sans", sans-serif !important }'];
const update = process.env.UPDATE_IMAGES !== undefined;

const drawings: Readonly<Record<string, string>> = {
  'guide-chain': drawRunSvg(guideChain('5ms b 4ms c 4ms d 4ms e|'), { title: 'The chain of the guide' }),
  '40-lanes': drawRunSvg(manyLanes(300, 7), { title: '40 lanes' }),
  '40-lanes, 10,000 chunks': drawRunSvg(manyLanes(10_000)),
  'a crowd': drawRunSvg(crowd()),
  'a crowd, narrow': drawRunSvg(crowd(), { width: 300 }),
  'a crowd, as text': drawRunSvg(crowd(), { values: 'text' }),
  'the guide, as text': drawRunSvg(guideChain('5ms b 4ms c 4ms d 4ms e|'), { values: 'text' }),
  'more lanes than are shown': drawRunSvg(manyLanes(100), { maxLanes: 5, title: 'A part' }),
  nothing: drawRunSvg([]),
};

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1_100, height: 700 } });
});
afterAll(() => browser.close());

async function show(svg: string, colorScheme: 'light' | 'dark', style = ''): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setContent(
    `<!doctype html><style>body { margin: 0 } ${style}</style><div id="page">${svg}</div>`,
  );
}

describe('an SVG in Chromium', () => {
  it.each(Object.keys(drawings))('%s: no text overlaps another or leaves the picture', async (name) => {
    for (const style of fonts) {
      await show(drawings[name]!, 'light', style);
      expect(await overlapsIn(page)).toEqual([]);
    }
  });

  it.each(Object.keys(drawings))('%s: every text has a contrast of 4.5, in light and dark', async (name) => {
    for (const scheme of schemes) {
      await show(drawings[name]!, scheme);
      const { worst, colours, paper } = await contrastOf(page);
      expect(worst).toBeGreaterThanOrEqual(4.5);
      expect(colours).toBeGreaterThan(0);
      expect(paper).toBe(scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)');
    }
  });

  it('finds an overlap and a weak contrast where there is one', async () => {
    const broken = drawings['guide-chain']!.replace(
      /<text x="32"( [^>]*>ChatPrompt)/,
      '<text x="180"$1',
    ).replaceAll('#0550ae', '#9ab');
    await show(broken, 'light');
    expect(await overlapsIn(page)).toEqual([['ChatPromptTemplate', 'a']]);
    expect((await contrastOf(page)).worst).toBeLessThan(4.5);
  });

  it('is read out as an image with a name and lanes', async () => {
    await show(drawings['guide-chain']!, 'light');
    expect(await page.getByRole('img').getAttribute('aria-labelledby')).toMatch(/^rxchain-/);
    expect(await page.getByRole('img', { name: 'The chain of the guide' }).count()).toBe(1);
  });

  it('lets an app hang clicks on marbles', async () => {
    await show(drawings['guide-chain']!, 'light');
    await page.evaluate(() => {
      document.addEventListener('click', ({ target }) => {
        const mark = (target as Element).closest<SVGElement>('[data-run]');
        document.title = `${mark?.dataset.run} ${mark?.dataset.index}`;
      });
    });
    await page.locator('.chat_model .chunk').nth(1).click();
    const guide = guideChain('5ms b 4ms c 4ms d 4ms e|');
    const [run, index] = (await page.title()).split(' ');
    expect(guide[Number(index)]!.event).toMatchObject({
      event: 'on_chat_model_stream',
      run_id: run,
      data: { chunk: { content: "'s" } },
    });
  });

  it('two in one page keep their own', async () => {
    await show(drawings['guide-chain']! + drawings['40-lanes']!, 'light');
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  // The pictures of the docs: taken again with UPDATE_IMAGES=1, since another machine has other fonts.
  it.each(['guide-chain', '40-lanes'].flatMap((name) => schemes.map((scheme) => [name, scheme] as const)))(
    'the screenshot of %s in %s stands in the docs',
    async (name, scheme) => {
      const file = fileURLToPath(new URL(`../../docs/images/${name}-${scheme}.png`, import.meta.url));
      await show(drawings[name]!, scheme);
      const picture = await page.locator('svg').screenshot();
      if (update) writeFileSync(file, picture);
      expect(existsSync(file)).toBe(true);
      const [width, height] = sizeOf(readFileSync(file));
      const [, w, h] = /viewBox="0 0 (\d+) (\d+)"/.exec(drawings[name]!) ?? [];
      expect([width, height]).toEqual([Number(w), Number(h)]);
    },
  );
});

/** Width and height of a PNG stand in its header. */
function sizeOf(png: Buffer): readonly [number, number] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

/** Everything at once and close together: bursts, pairs, long names, gaps, errors, wide characters. */
function crowd(): readonly RecordedEvent[] {
  const recorder = new Recorder().start(0, 'r1', {
    name: 'RunnableParallel<context,question,history,summary,tools>',
  });
  for (let i = 0; i < 12; i++) {
    const id = `c${i}`;
    const parents = ['r1', ...Array.from({ length: i }, (_, n) => `c${n}`)];
    recorder.start(i, id, {
      name: i % 3 === 0 ? '検索と要約 WWWWWWWW' : 'MMMMMMMMMMMM',
      type: 'tool',
      parents,
    });
    for (let n = 0; n < 4 * i; n++) recorder.chunk(20 + n * n + (n % 3), id, `W${n % 70}`);
  }
  for (let i = 0; i < 9; i++) recorder.chunk(3_000 + 100 * Math.floor(i / 3), 'c3', `M${i}`);
  for (let i = 11; i >= 0; i--)
    recorder.fail(123_456 + i, `c${i}`, `the ${i}th <failure> & a long story about it: ${'W'.repeat(90)}`);
  return recorder.cancel(7_200_000, 'r1').events;
}
