import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../src/prompts/parseTemplate.ts';

describe('parseTemplate', () => {
  it.each([
    ['', []],
    ['plain', ['plain']],
    ['{topic}', [{ variable: 'topic' }]],
    ['tell me a joke about {topic}', ['tell me a joke about ', { variable: 'topic' }]],
    ['{a}{b}', [{ variable: 'a' }, { variable: 'b' }]],
    ['{{topic}}', ['{topic}']],
    ['{{{topic}}}', ['{', { variable: 'topic' }, '}']],
    ['a}}b{{c', ['a}b{c']],
    ['{_a$1}', [{ variable: '_a$1' }]],
    ['{größe}', [{ variable: 'größe' }]],
    ['{toString}', [{ variable: 'toString' }]],
  ])('parts %j', (template, parts) => {
    expect(parseTemplate(template)).toStrictEqual(parts);
  });

  it.each([
    ['{', 0],
    ['}', 0],
    ['a {b', 2],
    ['a b} c', 3],
    ['{}', 0],
    ['{ topic }', 0],
    ['x {a.b}', 2],
    ['{a[0]}', 0],
    ['{a()}', 0],
    ['{a!r}', 0],
    ['{a:>10}', 0],
    ['{0}', 0],
    ['{"a": 1}', 0],
    ['{{{a}}', 5],
    ['{a{b}}', 0],
    ['{a\n}', 0],
  ])('refuses %j at offset %i', (template, offset) => {
    expect(() => parseTemplate(template)).toThrowError(
      expect.objectContaining({ name: 'RunnableError', code: 'bad_template', offset }),
    );
  });

  it('gives back any text whose braces were doubled', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', '\n', '😀') }), (text) => {
        const parts = parseTemplate(text.replaceAll('{', '{{').replaceAll('}', '}}'));
        expect(parts.join('')).toBe(text);
      }),
    );
  });

  it('either parts a text or says where it is wrong', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ', '.') }), (text) => {
        try {
          const parts = parseTemplate(text);
          const written = parts.map((part) =>
            typeof part === 'string'
              ? part.replaceAll('{', '{{').replaceAll('}', '}}')
              : `{${part.variable}}`,
          );
          expect(written.join('')).toBe(text);
        } catch (error) {
          if (!(error instanceof Error && 'offset' in error)) {
            throw error;
          }
          expect('{}').toContain(text[error.offset as number]);
        }
      }),
    );
  });
});
