import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTemplate } from '../../src/prompts/formatTemplate.ts';
import { parseTemplate } from '../../src/prompts/parseTemplate.ts';

const format = (template: string, input: unknown): string =>
  formatTemplate(parseTemplate(template), input, 'chatPrompt');

describe('formatTemplate', () => {
  it('puts every variable in its place', () => {
    expect(format('{a}-{b}-{a} {{a}}', { a: 1, b: 'x', c: 'unused' })).toBe('1-x-1 {a}');
  });

  it.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf', 'topic'])(
    'misses {%s} unless it is an own property',
    (name) => {
      const words = `needs "${name}"; it got the keys: subject`;
      expect(() => format(`{${name}}`, { subject: 'x' })).toThrowError(
        expect.objectContaining({ code: 'missing_variable', message: expect.stringContaining(words) }),
      );
      expect(format(`{${name}}`, JSON.parse(`{"${name}":"own"}`))).toBe('own');
      const bare: unknown = Object.assign(Object.create(null), { [name]: 'own' });
      expect(format(`{${name}}`, bare)).toBe('own');
    },
  );

  it('does not read what an input inherits', () => {
    expect(() => format('{topic}', Object.create({ topic: 'inherited' }))).toThrowError(
      expect.objectContaining({
        code: 'missing_variable',
        message: expect.stringContaining('an empty record'),
      }),
    );
  });

  it('takes undefined for missing and null for data', () => {
    expect(() => format('{topic}', { topic: undefined })).toThrowError(
      expect.objectContaining({
        code: 'missing_variable',
        message: 'chatPrompt needs "topic"; it is undefined.',
      }),
    );
    expect(format('{topic}', { topic: null })).toBe('null');
  });

  it.each([
    ['parrot', 'a string'],
    [undefined, 'it got undefined'],
    [null, 'null'],
    [['x'], 'a list'],
  ])('refuses %j as input', (input, words) => {
    expect(() => format('{topic}', input)).toThrowError(
      expect.objectContaining({ code: 'bad_input', message: expect.stringContaining(words) }),
    );
  });

  it('names the prompt and the variable of what JSON cannot hold', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const [value, what] of [
      [circle, 'a value that JSON cannot hold'],
      [() => 1, 'a function'],
    ]) {
      expect(() => format('{topic}', { topic: value })).toThrowError(
        expect.objectContaining({
          code: 'bad_input',
          message: `chatPrompt: "topic" takes text, documents or JSON data; it got ${what}.`,
        }),
      );
    }
  });

  it('does not look at the input of a template without variables', () => {
    expect(format('Hello', undefined)).toBe('Hello');
  });

  it('never reads a value as template', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', 'b') }), (value) => {
        expect(format('<{a}|{b}>', { a: value, b: '!' })).toBe(`<${value}|!>`);
      }),
    );
  });
});
