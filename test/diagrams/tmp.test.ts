import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { drawRun } from '../../src/diagrams/drawRun.ts';
import { drawRunSvg } from '../../src/diagrams/drawRunSvg.ts';
import { manyLanes } from './recorded.ts';
it('x', () => {
  writeFileSync('/tmp/many.txt', drawRun(manyLanes(10_000)));
  writeFileSync('/tmp/many.svg', drawRunSvg(manyLanes(10_000)));
  writeFileSync('/tmp/many2.svg', drawRunSvg(manyLanes(300, 7)));
  for (const n of [1000, 10_000, 100_000]) { const e = manyLanes(n); const t = performance.now(); drawRun(e); const u = performance.now(); const s= drawRunSvg(e); console.log(n, u - t, performance.now() - u, s.length); }
});
