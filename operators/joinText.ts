import type { Sum } from './Sum.ts';
import { TextSum } from './TextSum.ts';

/** The join of what gives text only; `addChunks` does the same, but looks at each chunk first. */
export interface JoinText {
  (left: string, right: string): string;
  sum(): Sum<string>;
}

/**
 * The join of text: pieces concatenate.
 *
 * @example
 * joinText('Hel', 'lo'); // 'Hello'
 */
export const joinText: JoinText = /* @__PURE__ */ Object.assign(
  (left: string, right: string): string => left + right,
  { sum: (): Sum<string> => new TextSum() },
);
