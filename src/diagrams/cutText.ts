import { textWidth } from './textWidth.ts';

/**
 * A text cut to so many columns, with `…` where something is missing.
 *
 * @example
 * cutText('RunnableParallel<context,question>', 12); // 'RunnablePar…'
 */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  let used = 1;
  for (const character of text) {
    used += textWidth(character);
    if (used > width) break;
    cut += character;
  }
  return `${cut}…`;
}
