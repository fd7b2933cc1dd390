// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTypes } from '../docs/checkTypes.ts';

const folder = new URL('../../src/angular/', import.meta.url);
const files = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
const page = readFileSync(new URL('../../docs/angular.md', import.meta.url), 'utf8');

describe('src/angular', () => {
  it('has no decorators: they would compile, and show a white page', () => {
    expect(files.length).toBeGreaterThan(15);
    for (const [name, code] of files) {
      const bare = code.replaceAll(/\/\*[\s\S]*?\*\//g, '');
      expect(bare, name).not.toMatch(/@(Injectable|Pipe|Component|Directive|NgModule|Service)\b/);
      expect(bare, name).not.toMatch(/^\s*@[A-Z]\w*\(/m);
    }
  });

  it('takes HttpClient in one file alone', () => {
    const takers = files.filter(([, code]) => code.includes("'@angular/common/http'")).map(([name]) => name);
    expect(takers).toEqual(['httpChatTransport.ts']);
  });

  it('takes almost nothing of the core at run time', () => {
    const taken = files.flatMap(([, code]) =>
      [...code.matchAll(/^import (?!type)[^;]*from '(\.\.\/[^']+)';/gm)].map(([, path]) => path),
    );
    const plainData = ['../RunnableError.ts', '../events/EventFilter.ts', '../events/typeOfEvent.ts'];
    expect([...new Set(taken)].sort()).toEqual(plainData);
  });

  it('uses no experimental API of Angular', () => {
    for (const [name, code] of files)
      expect(code, name).not.toMatch(/resourceFromSnapshots|\bdebounced\b|\u0275/);
  });
});

describe('docs/angular.md', () => {
  const blocks = [...page.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
  const examples = files.flatMap(([name, code]) =>
    [...code.matchAll(/@example\n([\s\S]*?)\*\//g)].map(([, text = '']) => ({
      name,
      code: text.replaceAll(/^\s*\* ?/gm, ''),
    })),
  );

  it('has code that compiles', async () => {
    expect(blocks.length).toBeGreaterThan(8);
    const modules = Object.fromEntries(blocks.map((code, i) => [`block${i}`, `${code}\nexport {};\n`]));
    expect(await checkTypes(modules, { experimentalDecorators: true })).toEqual({});
  }, 120_000);

  it('and so have the examples of the doc comments', async () => {
    expect(examples.length).toBeGreaterThan(7);
    const own = readFileSync(new URL('index.ts', folder), 'utf8');
    const names = [...own.matchAll(/export (?:\{([^}]*)\})/g)]
      .flatMap(([, list = '']) => list.split(','))
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '));
    const imports = [
      `import { ${names.join(', ')} } from 'rxchain/angular';`,
      "import { chatPrompt, stringParser } from 'rxchain';",
      "import { logRuns } from 'rxchain/operators';",
      "import { openaiCompatible } from 'rxchain/providers';",
      "import { Component, effect, signal } from '@angular/core';",
      "import { bootstrapApplication } from '@angular/platform-browser';",
      "import { chain as anyChain, model, show } from 'prelude';",
      "const chain = anyChain as unknown as import('rxchain').Runnable<{ topic: string }, string>;",
      "const App = Component({ template: '' })(class {});",
    ].join(' ');
    const modules = Object.fromEntries(
      examples.map(({ name, code }) => {
        const isShown = code.includes('injectEvents(joke') ? 'const joke = injectRun(chain);' : '';
        return [name.replace('.ts', ''), `${imports}\nexport function example() { ${isShown}\n${code}\n}\n`];
      }),
    );
    expect(await checkTypes(modules, { experimentalDecorators: true })).toEqual({});
  }, 120_000);
});
