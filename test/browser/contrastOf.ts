import type { Page } from 'playwright-core';

export interface Contrast {
  /** The smallest contrast of a text to the paper, by WCAG 2. */
  readonly worst: number;
  /** How many colours texts have. */
  readonly colours: number;
  readonly paper: string;
}

/** The contrast of the texts in the drawings of a page; texts stand on the paper or in a marble of its colour. */
export function contrastOf(page: Page): Promise<Contrast> {
  return page.evaluate(() => {
    const light = (colour: string): number => {
      const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const fillOf = (element: Element): string => getComputedStyle(element).fill;
    const paper = fillOf(document.querySelector('.paper')!);
    for (const marble of document.querySelectorAll('.marble')) {
      if (fillOf(marble) !== paper) throw new Error(`A marble is ${fillOf(marble)}, the paper ${paper}.`);
    }
    const fills = new Set([...document.querySelectorAll('svg text')].map(fillOf));
    const contrasts = [...fills].map((fill) => {
      const [low = 0, high = 0] = [light(fill), light(paper)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    });
    return { worst: Math.min(...contrasts), colours: fills.size, paper };
  });
}
