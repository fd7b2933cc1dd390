import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
  readonly exports: Readonly<Record<string, unknown>>;
};

export interface PublicModule {
  /** `rxchain`, `rxchain/operators`, … */
  readonly specifier: string;
  readonly file: string;
  /** What its barrel exports, types included. */
  readonly names: readonly string[];
}

/** The subpaths of the package, as sources. */
export const publicModules: readonly PublicModule[] = Object.keys(manifest.exports).flatMap((subpath) => {
  if (!/^\.(\/[a-z-]+)*$/.test(subpath)) return [];
  const name = subpath.slice(2);
  const candidates =
    name === '' ? ['src/index.ts'] : [`${name}/index.ts`, `src/${name}/index.ts`, `src/${name}.ts`];
  const file = candidates.map((path) => fileURLToPath(new URL(path, root))).find(existsSync);
  if (file === undefined)
    throw new Error(`The sources of the subpath ${subpath} are not where the docs test looks.`);
  return [
    { specifier: `rxchain${subpath.slice(1)}`, file, names: exportedNames(readFileSync(file, 'utf8')) },
  ];
});

function exportedNames(barrel: string): readonly string[] {
  return [...barrel.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = '']) =>
    list
      .split(',')
      .map((entry) =>
        entry
          .trim()
          .replace(/^type /, '')
          .replace(/^.* as /, ''),
      )
      .filter((name) => name !== ''),
  );
}
