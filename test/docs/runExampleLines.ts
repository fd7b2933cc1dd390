import { isObservable, lastValueFrom, Subscription, toArray } from 'rxjs';
import type { CodeBlock } from './codeBlocks.ts';
import { evaluate } from './runBlock.ts';

export interface ExampleLine {
  readonly line: string;
  readonly values: readonly unknown[];
  readonly expected: readonly unknown[];
}

/** Runs an example, and gives each line `expression; // values` with what its expression gave, where the comment is values. */
export async function runExampleLines(block: CodeBlock): Promise<readonly ExampleLine[]> {
  const results: ExampleLine[] = [];
  const lines = block.code.split('\n').map((line) => {
    const [, expression, comment] = /^(?![ }]|const |type |for )(\S.*);\s*\/\/ (.*)$/.exec(line) ?? [];
    const expected = comment === undefined ? undefined : valuesOf(comment);
    if (expression === undefined || expected === undefined) return line;
    return `await $check(${JSON.stringify(expression)}, () => (${expression}), ${expected});`;
  });
  let logged: unknown[] = [];
  const check = async (line: string, run: () => unknown, expected: readonly unknown[]): Promise<void> => {
    logged = [];
    const value = await run();
    results.push({ line, values: await seenOf(value, logged), expected });
  };
  await evaluate(
    { ...block, code: lines.join('\n') },
    { $check: check, console: { log: (...values: unknown[]) => logged.push(...values) } },
  );
  return results;
}

async function seenOf(value: unknown, logged: readonly unknown[]): Promise<readonly unknown[]> {
  if (value instanceof Subscription) return logged;
  return isObservable(value) ? lastValueFrom(value.pipe(toArray())) : [value];
}

/** A comment as the text of a list, if it is one of plain values. */
function valuesOf(comment: string): string | undefined {
  if (comment.includes('…')) return undefined;
  const list = `[${comment}]`;
  try {
    new Function(`"use strict"; return ${list};`)();
    return list;
  } catch {
    return undefined;
  }
}
