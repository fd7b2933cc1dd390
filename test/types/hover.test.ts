import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript59';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const file = fileURLToPath(new URL('hovers.ts', import.meta.url));
const text = readFileSync(file, 'utf8');

/** What an editor shows over the first place where the text stands; `offset` characters into it. */
let hover: (place: string, offset?: number) => string;

beforeAll(() => {
  const service = languageService();
  hover = (place, offset = 0) => {
    const at = text.indexOf(place);
    if (at < 0) throw new Error(`hovers.ts has no ${place}`);
    const info = service.getQuickInfoAtPosition(file, at + offset);
    return ts.displayPartsToString(info?.displayParts).replace(/\s+/g, ' ');
  };
  service.getSemanticDiagnostics(file);
}, 120_000);

describe('what an editor shows', () => {
  const shown = (name: string): string => hover(`const ${name} =`, 'const '.length);

  it('over a prompt: its variables', () => {
    expect(shown('prompt')).toBe(
      'const prompt: Runnable<{ topic: unknown; }, ChatPromptValue, ChatPromptValue>',
    );
  });

  it('over a chain: from the first input to the last output', () => {
    expect(shown('joke')).toBe('const joke: Runnable<{ topic: unknown; }, string, string>');
    expect(shown('piped')).toBe('const piped: Runnable<{ topic: unknown; }, AIMessage, AIMessageChunk>');
    expect(shown('countries')).toBe('const countries: Runnable<ModelInput, string[], string[]>');
  });

  it('over a chain that begins with a record', () => {
    expect(shown('record')).toBe(
      'const record: Runnable<string, { context: Document[]; question: string; }, { context?: Document[]; question?: string; }>',
    );
  });

  it('over picked and assigned keys', () => {
    expect(shown('question')).toBe('const question: Runnable<string, string, string>');
    expect(shown('assigned')).toBe(
      'const assigned: Runnable<string, { context: Document[]; question: string; count: number; }, { context?: Document[]; question?: string; count?: number; }>',
    );
    expect(shown('picked')).toBe('const picked: Picked<RecordWith<"question">, "question">');
  });

  it('over a chain that ends in an RxJS operator', () => {
    expect(shown('lengths')).toBe('const lengths: Runnable<ModelInput, number, number>');
  });

  it('over alternatives', () => {
    expect(shown('branched')).toBe(
      'const branched: Runnable<string, number | Document[], number | Document[]>',
    );
    expect(shown('careful')).toBe(
      'const careful: Runnable<string, string | Document[], string | Document[]>',
    );
  });

  it('over a stream', () => {
    expect(shown('streamed')).toBe('const streamed: RunStream<string>');
  });

  it('over the parameter of a function that has no annotation', () => {
    expect(hover('(value) => value.countries', 1)).toBe('(parameter) value: Countries');
    expect(hover('(value) => value.context', 1)).toBe(
      '(parameter) value: { context: Document[]; question: string; }',
    );
    expect(hover('(chunk) =>', 1)).toBe('(parameter) chunk: AIMessageChunk');
  });
});

/** TypeScript 7 has no such service for programs, so an older compiler stands in for the editor. */
function languageService(): ts.LanguageService {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config,
    ts.sys,
    root,
  );
  return ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const source = ts.sys.readFile(name);
      return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
}
