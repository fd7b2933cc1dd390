import { readdirSync, readFileSync } from 'node:fs';
import type { PartialJsonOptions } from '../../operators/PartialJson.ts';

export interface JsonVector {
  readonly name: string;
  readonly doc: string;
  readonly options?: PartialJsonOptions;
  readonly chunks: readonly string[];
  readonly final: { readonly ok: boolean; readonly value?: unknown; readonly error?: string; readonly offset?: number };
  /** What is shown after the first `length` units; undefined: nothing yet. */
  shown(length: number): unknown;
}

interface Change {
  readonly n16: number;
  readonly none?: true;
  readonly value?: unknown;
}

/** The vectors in `json/`. */
export function jsonVectors(): readonly JsonVector[] {
  const folder = new URL('json/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.map((name) => {
    const { prefixes, final, ...vector } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    const changes: readonly Change[] = prefixes;
    const shown = (length: number): unknown => {
      const change = changes.filter(({ n16 }) => n16 <= length).at(-1);
      return change === undefined || change.none ? undefined : decoded(change.value);
    };
    return { ...vector, shown, final: { ...final, value: decoded(final.value) } };
  });
}

function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  if ('$num' in value) return Number(value.$num);
  const entries = '$entries' in value ? (value.$entries as [string, unknown][]) : Object.entries(value);
  return Object.fromEntries(entries.map(([key, member]) => [key, decoded(member)]));
}
