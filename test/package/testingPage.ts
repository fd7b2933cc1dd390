import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeBlocks } from '../docs/codeBlocks.ts';

/** Writes each block of docs/testing.md into a project as a test file; gives their names. */
export function writeTestingPage(project: string): readonly string[] {
  const blocks = codeBlocks().filter(({ where }) => where.startsWith('docs/testing.md'));
  return blocks.map(({ code }, i) => {
    const name = `page${i + 1}.test.ts`;
    writeFileSync(
      join(project, name),
      code.includes(`from 'vitest'`) ? code : asTest(code, `block ${i + 1}`),
    );
    return name;
  });
}

/** A block that is no test file by itself: its imports, and the rest as the body of a test. */
function asTest(code: string, title: string): string {
  const imports = code.match(/^import\s[^;]*;/gm) ?? [];
  const body = imports.reduce((rest, line) => rest.replace(line, ''), code);
  return `${imports.join('\n')}\nimport { it } from 'vitest';\nit('${title}', async () => {\n${body}\n});\n`;
}
