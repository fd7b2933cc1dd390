import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeBlocks } from './codeBlocks.ts';
import { evaluate } from './runBlock.ts';

const docs = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('diagrams.md', docs), 'utf8');

describe('docs/diagrams.md', () => {
  it('shows the SVG that its code makes', async () => {
    const block = codeBlocks().find(
      ({ where, code }) =>
        where.startsWith('docs/diagrams.md') && code.includes('show(drawRunSvg(run.events'),
    );
    const shown: string[] = [];
    const whole = { where: '', code: block?.code.replace('show(', 'console.log(') ?? '' };
    await evaluate(whole, { console: { log: (svg: string) => shown.push(svg) } });
    expect(shown).toHaveLength(1);
    // Written where it is missing, compared where it is there; `vitest -u` writes it again.
    await expect(shown[0]).toMatchFileSnapshot('../../docs/images/guide-chain.svg');
    expect(page).toContain('(images/guide-chain.svg)');
  });

  it('shows no picture that is not there', () => {
    const images = [...page.matchAll(/images\/[\w.-]+/g)].map(([image]) => image);
    expect(images.length).toBeGreaterThan(4);
    for (const image of images) expect(existsSync(new URL(image, docs))).toBe(true);
  });
});
