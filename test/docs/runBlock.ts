import { stripTypeScriptTypes } from 'node:module';
import { format } from 'node:util';
import * as rxjs from 'rxjs';
import * as rxjsTesting from 'rxjs/testing';
import { vi } from 'vitest';
import { z } from 'zod';
import { missingValues } from './blockModule.ts';
import type { CodeBlock } from './codeBlocks.ts';
import { publicModules } from './publicModules.ts';

type Names = Readonly<Record<string, unknown>>;
const AsyncFunction = (async () => undefined).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>;

export interface BlockResult {
  readonly printed: readonly string[];
  readonly expected: readonly string[];
}

/** Runs a block on the sources, and gives what it prints and what the comment lines at its end say that it prints. */
export async function runBlock(block: CodeBlock): Promise<BlockResult> {
  const expected = expectedOutput(block.code);
  let text = '';
  const printed = (): readonly string[] =>
    normalised(text.replace(/\n$/, '').split('\n')).map((line, i) =>
      isLike(line, expected[i]) ? (expected[i] as string) : line,
    );
  await evaluate(block, {
    console: {
      log: (...values: unknown[]) => (text += `${format(...values)}\n`),
      error: (error: unknown) => fail(error),
    },
    process: { stdout: { write: (piece: string) => (text += piece) }, env: {} },
  });
  if (expected.length === 0) return { printed: [], expected };
  await vi.waitUntil(() => printed().length >= expected.length, { timeout: 2_000 }).catch(() => undefined);
  return { printed: printed(), expected };
}

/** Runs code with the names that it uses; `extra` names come on top. Gives what `return` gives. */
export async function evaluate(block: CodeBlock, extra: Names): Promise<unknown> {
  const names: Record<string, unknown> = { ...extra };
  for (const { specifier, names: wanted } of missingValues(block)) {
    if (wanted.length === 0) continue;
    const module = await load(specifier);
    for (const name of wanted) names[name] = module[name];
  }
  let code = stripTypeScriptTypes(block.code.replaceAll(/^export /gm, ''));
  for (const [line, list = '', specifier = ''] of code.matchAll(
    /^import\s*\{([^}]*)\}\s*from '([^']+)';/gm,
  )) {
    const module = await load(specifier);
    for (const entry of list.split(',')) {
      const [name = '', local = name] = entry.trim().split(/\s+as\s+/);
      if (name !== '') names[local] = module[name];
    }
    code = code.replace(line, '');
  }
  return new AsyncFunction(...Object.keys(names), code)(...Object.values(names));
}

async function load(specifier: string): Promise<Names> {
  if (specifier === 'rxjs') return rxjs as unknown as Names;
  if (specifier === 'rxjs/testing') return rxjsTesting as unknown as Names;
  if (specifier === 'zod') return { z };
  const file = publicModules.find((module) => module.specifier === specifier)?.file ?? specifier;
  return import(/* @vite-ignore */ file);
}

/** The comment lines at the end of a block. */
export function expectedOutput(code: string): readonly string[] {
  const lines = code.trimEnd().split('\n');
  let first = lines.length;
  while (lines[first - 1]?.startsWith('//')) first--;
  return normalised(lines.slice(first).map((line) => line.replace(/^\/\/ (prints )?/, '')));
}

function normalised(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replaceAll(/\b\d+ ms\b/g, '0 ms'));
}

function isLike(line: string, expected: string | undefined): boolean {
  if (expected === undefined || !expected.includes('…')) return false;
  const parts = expected.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(line);
}

function fail(error: unknown): never {
  throw error;
}
