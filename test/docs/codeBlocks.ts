import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface CodeBlock {
  /** File and line of its first line, from the root of the repository. */
  readonly where: string;
  readonly code: string;
}

const root = new URL('../../', import.meta.url);

/** Every fenced `ts` block of README.md and docs/, and every `@example` of a doc comment of src/ and operators/. */
export function codeBlocks(): readonly CodeBlock[] {
  const pages = ['README.md', ...filesOf('docs', '.md')];
  const sources = [...filesOf('operators', '.ts'), ...filesOf('src', '.ts')];
  return [
    ...pages.flatMap((file) => fencedBlocks(file, linesOf(file))),
    ...sources.flatMap((file) => exampleBlocks(file, linesOf(file))),
  ];
}

function filesOf(folder: string, ending: string): readonly string[] {
  return readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.startsWith('angular'))
    .map((file) => `${folder}/${file}`)
    .sort();
}

function linesOf(file: string): readonly string[] {
  return readFileSync(fileURLToPath(new URL(file, root)), 'utf8').split('\n');
}

/** A block may stand in a quote. */
function fencedBlocks(file: string, quoted: readonly string[]): readonly CodeBlock[] {
  const lines = quoted.map((line) => line.replace(/^> ?/, ''));
  const blocks: CodeBlock[] = [];
  let start: number | undefined;
  lines.forEach((line, i) => {
    if (start === undefined) {
      if (line.trimStart() === '```ts') start = i + 1;
    } else if (line.trimStart() === '```') {
      blocks.push({ where: `${file}:${start + 1}`, code: lines.slice(start, i).join('\n') });
      start = undefined;
    }
  });
  return blocks;
}

function exampleBlocks(file: string, lines: readonly string[]): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  lines.forEach((line, i) => {
    if (line.trim() !== '* @example') return;
    const length = lines.slice(i + 1).findIndex((next) => /^\s*\*(\/| @)/.test(next));
    const example = lines.slice(i + 1, i + 1 + length).map((next) => next.replace(/^\s*\* ?/, ''));
    blocks.push({ where: `${file}:${i + 2}`, code: example.join('\n') });
  });
  return blocks;
}
