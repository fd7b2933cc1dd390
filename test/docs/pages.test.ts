import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const pages = ['README.md', ...filesOf('docs')];

function filesOf(folder: string): readonly string[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);
}

/** The anchors that a page has: its headings, as GitHub writes them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('the pages', () => {
  it.each(pages)('%s links to files and headings that exist', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target =
        path === '' ? page : new URL(path, new URL(page, root)).pathname.slice(root.pathname.length);
      if (!existsSync(new URL(target, root))) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('have every error code in a table, and no other', () => {
    const source = read('src/RunnableError.ts');
    const union = source.slice(0, source.indexOf('export interface'));
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code).sort();
    const rows = [...read('docs/errors.md').matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
      cell.split(', '),
    );
    expect(rows.map((cell) => cell.replaceAll('`', '')).sort()).toEqual(codes);
  });

  it('know every code that the sources give', () => {
    const table = read('docs/errors.md');
    const sources = ['src', 'operators'].flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => [...read(`${folder}/${file}`).matchAll(/code: '(\w+)'/g)].map(([, code]) => code)),
    );
    expect([...new Set(sources)].filter((code) => !table.includes(`\`${code}\``))).toEqual([]);
  });

  it('number the decisions without a gap', () => {
    const numbers = filesOf('docs/decisions').map((file) => Number(/(\d{4})-[\w-]+\.md$/.exec(file)?.[1]));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, i) => i + 1));
    for (const file of filesOf('docs/decisions')) {
      expect(read(file)).toMatch(
        /^# .+\n\n- \*\*Status:\*\* .+[\s\S]*- \*\*Decision:\*\*[\s\S]*- \*\*Reason:\*\*[\s\S]*- \*\*Consequence:\*\*/,
      );
    }
  });
});
