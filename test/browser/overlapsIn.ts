import type { Page } from 'playwright-core';

/** The pairs of texts in the drawings of a page whose boxes overlap; a text that leaves its drawing is paired with it. */
export function overlapsIn(page: Page): Promise<readonly (readonly [string, string])[]> {
  return page.evaluate(() => {
    // Half a pixel belongs to neither of two neighbours.
    const slack = 0.5;
    const found: [string, string][] = [];
    for (const svg of document.querySelectorAll('svg')) {
      const frame = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll('text')].map((text) => ({
        text: text.textContent ?? '',
        box: text.getBoundingClientRect(),
      }));
      texts.forEach(({ text, box }, i) => {
        if (
          box.left < frame.left ||
          box.right > frame.right ||
          box.top < frame.top ||
          box.bottom > frame.bottom
        ) {
          found.push([text, 'the picture']);
        }
        for (const other of texts.slice(i + 1)) {
          const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (width > slack && height > slack) found.push([text, other.text]);
        }
      });
    }
    return found;
  });
}
