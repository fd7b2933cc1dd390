import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as rxjs from 'rxjs';
import type { CodeBlock } from './codeBlocks.ts';
import * as prelude from './preludeNames.ts';
import { publicModules } from './publicModules.ts';

const root = new URL('../../', import.meta.url);
const importLine = /^import\s[^;]*;/gm;
const rxjsTypes = [
  'Observer',
  'OperatorFunction',
  'MonoTypeOperatorFunction',
  'ObservableInput',
  'SchedulerLike',
];
const ownModules = publicModules.filter(({ specifier }) => !/\/(vitest|angular|langchain)$/.test(specifier));
const preludeNames = [...Object.keys(prelude), 'Countries'];

/** Where the names come from that a block uses without importing them, the nearest source first. */
export interface Source {
  readonly specifier: string;
  readonly names: readonly string[];
}

/** The imports that a block lacks. `chain` and `retriever` are the functions where they are called, else a chain and a retriever. */
function missingImports({ where, code }: CodeBlock): readonly Source[] {
  const used = identifiers(code);
  const taken = new Set([...code.matchAll(importLine)].flatMap(([line]) => [...identifiers(line)]));
  const isInstance = (name: string): boolean =>
    (name === 'chain' || name === 'retriever') && !new RegExp(`\\b${name}\\(`).test(code);
  return sourcesFor(where).map(({ specifier, names }) => {
    const wanted = names.filter(
      (name) => used.has(name) && !taken.has(name) && (specifier === 'prelude' || !isInstance(name)),
    );
    for (const name of wanted) taken.add(name);
    return { specifier, names: wanted };
  });
}

/** The same without the names that the block has itself: what it must be given to run. */
export function missingValues(block: CodeBlock): readonly Source[] {
  const own = new Set(boundNames(block.code));
  return missingImports(block).map(({ specifier, names }) => ({
    specifier,
    names: names.filter((name) => !own.has(name)),
  }));
}

/** Whether a block can be run: it takes nothing from the prelude and asks no provider, and does not change the process. */
export function isWhole(block: CodeBlock): boolean {
  const isNetwork = /\b(openaiCompatible|openaiResponses|anthropic|ollama|fetch)\(|^import '/m.test(
    withoutComments(block.code),
  );
  return (
    !isNetwork &&
    missingValues(block).every(({ specifier, names }) => specifier !== 'prelude' || names.length === 0)
  );
}

/** A block as a module for the compiler; its lines are one further down. */
export function blockModule(block: CodeBlock): string {
  const given = [...block.code.matchAll(importLine)].map(([line]) => line.replaceAll('\n', ' '));
  const missing = missingImports(block)
    .filter(({ names }) => names.length > 0)
    .map(({ specifier, names }) => `import { ${names.join(', ')} } from '${specifier}';`);
  const body = block.code
    .replaceAll(importLine, (line) => line.replaceAll(/[^\n]/g, ''))
    .replaceAll(/^export /gm, '');
  return `${[...given, ...missing].join(' ')} export async function block(): Promise<void> {\n${body}\n}\n`;
}

function sourcesFor(where: string): readonly Source[] {
  const file = where.replace(/:\d+$/, '');
  const own = file.endsWith('.ts') ? [fileSource(file)] : [];
  return [
    ...own,
    ...ownModules,
    { specifier: 'rxjs', names: [...Object.keys(rxjs), ...rxjsTypes] },
    { specifier: 'zod', names: ['z'] },
    { specifier: 'prelude', names: preludeNames },
  ];
}

function fileSource(file: string): Source {
  const path = fileURLToPath(new URL(file, root));
  return { specifier: path, names: exportedNames(readFileSync(path, 'utf8')) };
}

function exportedNames(source: string): readonly string[] {
  const declared = source.matchAll(
    /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|interface|type) (\w+)/gm,
  );
  const listed = source.matchAll(/^export (?:type )?\{([^}]*)\}/gm);
  return [
    ...new Set([
      ...[...declared].map(([, name = '']) => name),
      ...[...listed].flatMap(([, list = '']) =>
        list.split(',').map((name) => name.trim().replace(/^.* as /, '')),
      ),
    ]),
  ];
}

/** Variables, functions and parameters that the block itself has. */
function boundNames(code: string): readonly string[] {
  const bindings = withoutComments(code).matchAll(
    /(?:const|let) ([^=;]+?)(?: =| of )|function\*? (\w+\([^()]*\))|(\([^()]*\)|\b\w+)(?:: [^=()]+)? =>/g,
  );
  return [...bindings].flatMap(
    ([, variable, fn, parameters]) => (variable ?? fn ?? parameters ?? '').match(/[A-Za-z_$][\w$]*/g) ?? [],
  );
}

/** Without what stands in quotes, behind a dot or before a colon. */
function identifiers(code: string): ReadonlySet<string> {
  const bare = withoutComments(code)
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replaceAll(/(?<!\.)\.\s*\w+|\b\w+\??:/g, '');
  return new Set(bare.match(/[A-Za-z_$][\w$]*/g) ?? []);
}

function withoutComments(code: string): string {
  return code.replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}
