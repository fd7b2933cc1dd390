import { readFileSync } from 'node:fs';

/** What a section of the guide prints: `test/golden/guide/<section>.txt`. */
export function goldenText(section: string): string {
  return readFileSync(new URL(`../golden/guide/${section}.txt`, import.meta.url), 'utf8');
}
