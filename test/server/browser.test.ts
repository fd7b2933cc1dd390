import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../src/server/', import.meta.url);

describe('rxchain/server', () => {
  it('imports no module of Node and no other package than rxjs, so that a browser can load it', () => {
    const imports = readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) =>
        [
          ...readFileSync(new URL(file, folder), 'utf8').matchAll(
            /^(?:import|export) (type )?.*from '([^']+)'/gm,
          ),
        ].map(([, isType, from = '']) => (isType === undefined ? from : '')),
      );
    expect([...new Set(imports)].filter((from) => from !== '' && !from.startsWith('.'))).toEqual(['rxjs']);
    expect(imports.length).toBeGreaterThan(50);
  });
});
