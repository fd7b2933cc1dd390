import { describe, expect, it } from 'vitest';
import { formatValue } from '../../src/prompts/formatValue.ts';

describe('formatValue', () => {
  const documents = [
    { pageContent: 'one', metadata: {} },
    { pageContent: 'two', metadata: { source: 'x' } },
  ];

  it.each([
    ['text as it is', ' {x} \n', ' {x} \n'],
    ['a number', 0, '0'],
    ['null', null, 'null'],
    ['a boolean', false, 'false'],
    ['a record', { a: [1, null], b: 'c' }, '{"a":[1,null],"b":"c"}'],
    ['a list', ['a', 1], '["a",1]'],
    ['an empty list', [], '[]'],
    ['documents with a blank line between', documents, 'one\n\ntwo'],
    ['a single document', documents[0], 'one'],
    ['a list of which only some are documents', [documents[0], 1], '[{"pageContent":"one","metadata":{}},1]'],
    [
      'what looks like a secret, as data',
      { lc: 1, type: 'secret', id: ['KEY'] },
      '{"lc":1,"type":"secret","id":["KEY"]}',
    ],
  ])('writes %s', (_name, value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it('keeps an own "__proto__" of the data', () => {
    expect(formatValue(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}');
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;

  it.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a bigint', 1n],
    ['a circle', circular],
  ])('refuses %s', (_name, value) => {
    expect(() => formatValue(value)).toThrowError(expect.objectContaining({ code: 'bad_input' }));
  });
});
