import type { Page } from 'playwright-core';

export interface WeakText {
  readonly text: string;
  readonly contrast: number;
}

/**
 * The texts of a page whose contrast to what is behind them, by WCAG 2, is below `least`; texts of drawings and placeholders too.
 * `count` says how many texts were looked at.
 */
export function pageContrast(
  page: Page,
  least: number,
): Promise<{ readonly count: number; readonly weak: readonly WeakText[] }> {
  return page.evaluate((limit) => {
    type Colour = readonly [r: number, g: number, b: number, a: number];
    const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    // The browser itself reads whatever a colour may be written as.
    const colourOf = (written: string): Colour => {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = written;
      brush.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, a = 0] = brush.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const over = ([r, g, b, a]: Colour, [R, G, B]: Colour): Colour => [
      r * a + R * (1 - a),
      g * a + G * (1 - a),
      b * a + B * (1 - a),
      1,
    ];
    const light = (colour: Colour): number => {
      const [r = 0, g = 0, b = 0] = colour.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element): Colour => {
      const layers: Colour[] = [];
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const colour = colourOf(getComputedStyle(at).backgroundColor);
        layers.push(colour);
        if (colour[3] === 1) break;
      }
      return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1] as Colour);
    };
    const isShown = (element: Element): boolean =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      element.getBoundingClientRect().width > 1;

    let count = 0;
    const weak: { text: string; contrast: number }[] = [];
    const look = (text: string, front: string, back: Colour): void => {
      const [low = 0, high = 0] = [light(over(colourOf(front), back)), light(back)].sort((a, b) => a - b);
      const contrast = (high + 0.05) / (low + 0.05);
      count++;
      if (contrast < limit) weak.push({ text, contrast });
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const element = node.parentElement!;
      const text = node.textContent?.trim() ?? '';
      if (text === '' || /^(STYLE|SCRIPT|TITLE|DESC)$/i.test(element.nodeName) || !isShown(element)) continue;
      const drawing = element.closest('svg');
      if (drawing === null) look(text, getComputedStyle(element).color, behind(element));
      else
        look(
          text,
          getComputedStyle(element).fill,
          colourOf(getComputedStyle(drawing.querySelector('.paper')!).fill),
        );
    }
    for (const field of document.querySelectorAll('input[placeholder]')) {
      look(field.getAttribute('placeholder')!, getComputedStyle(field, '::placeholder').color, behind(field));
    }
    return { count, weak };
  }, least);
}
