import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartialJson, type PartialJsonOptions } from '../../operators/PartialJson.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { type JsonVector, jsonVectors } from '../golden/jsonVectors.ts';
import { arbitraryDamagedText, arbitraryJsonText, arbitraryPieces } from './arbitraryJsonText.ts';
import { deepFreeze } from './deepFreeze.ts';
import { acceptedJson, refusedJson } from './jsonConditions.ts';
import { readPrefix } from './readPrefix.ts';

interface Reading {
  /** What was shown after each piece that was read. */
  readonly shown: unknown[];
  readonly error?: RunnableError;
  readonly final?: unknown;
}

/** Writes the pieces and ends the text; every snapshot is frozen as soon as it is seen. */
function read(pieces: readonly string[], options?: PartialJsonOptions): Reading {
  const json = new PartialJson(options);
  const shown: unknown[] = [];
  try {
    for (const piece of pieces) shown.push(deepFreeze(json.write(piece)));
    return { shown, final: deepFreeze(json.end()) };
  } catch (error) {
    if (!(error instanceof RunnableError)) throw error;
    expect(error.partial).toBe(json.value);
    if (shown.length < pieces.length) shown.push(json.value);
    return { shown, error };
  }
}

function errorOf(text: string, options?: PartialJsonOptions): RunnableError {
  const { error } = read([text], options);
  if (error === undefined) throw new Error(`${text} was accepted`);
  return error;
}

const whole = (text: string, options?: PartialJsonOptions): unknown => {
  const { error, final } = read([text], options);
  if (error !== undefined) throw error;
  return final;
};

const units = (text: string): string[] => text.split('');

describe('PartialJson', () => {
  describe.each(jsonVectors())('$name', (vector: JsonVector) => {
    function check(pieces: readonly string[]): void {
      const { shown, error, final } = read(pieces, vector.options);
      let length = 0;
      for (const [index, value] of shown.entries()) {
        length += pieces[index]?.length ?? 0;
        expect(value).toStrictEqual(vector.shown(length));
      }
      if (vector.final.ok) {
        expect(error).toBeUndefined();
        expect(final).toStrictEqual(vector.final.value);
        return;
      }
      expect(error).toMatchObject({
        code: `json_${vector.final.error?.replace('-', '_')}`,
        offset: vector.final.offset,
      });
      // As soon as it is certain: in the piece that has the wrong unit.
      const offset = vector.final.offset as number;
      if (offset < vector.doc.length)
        expect(length - (pieces[shown.length - 1] ?? '').length).toBeLessThanOrEqual(offset);
    }

    it('in its own chunks', () => check(vector.chunks));
    it('unit by unit', () => check(units(vector.doc)));
    it('cut into two at every place', () => {
      for (let at = 0; at <= vector.doc.length; at++) check([vector.doc.slice(0, at), vector.doc.slice(at)]);
    });
    it('in random pieces', () => {
      fc.assert(fc.property(arbitraryPieces(vector.doc), check), { numRuns: 20 });
    });
  });

  describe('for any document, cut anywhere', () => {
    const cut = arbitraryJsonText.chain((text) => fc.tuple(fc.constant(text), arbitraryPieces(text)));

    it('shows what an independent reader says of each prefix', () => {
      fc.assert(
        fc.property(cut, ([text, pieces]) => {
          const json = new PartialJson({ maxDepth: 50 });
          let length = 0;
          for (const piece of pieces) {
            length += piece.length;
            expectSame(json.write(piece), readPrefix(text.slice(0, length)).shown?.value);
          }
          expectSame(json.end(), readPrefix(text).shown?.value);
        }),
        { numRuns: 400 },
      );
    });

    it('refuses damaged text at the unit where that reader does, or finds it cut short', () => {
      fc.assert(
        fc.property(
          arbitraryDamagedText.chain((text) => fc.tuple(fc.constant(text), arbitraryPieces(text))),
          ([text, pieces]) => {
            const expected = readPrefix(text);
            const { shown, error, final } = read(pieces);
            if (expected.faultAt !== undefined) {
              expect(error).toMatchObject({ code: 'json_syntax', offset: expected.faultAt });
              expect(pieces.slice(0, shown.length - 1).join('').length).toBeLessThanOrEqual(expected.faultAt);
              expectSame(error?.partial, expected.shown?.value);
            } else if (expected.isClosed) expectSame(final, expected.shown?.value);
            else {
              expect(error).toMatchObject({ code: 'json_truncated', offset: text.length });
              expectSame(error?.partial, expected.shown?.value);
            }
          },
        ),
        { numRuns: 400 },
      );
    });

    it('never emits the same again: equal snapshots are the same reference', () => {
      fc.assert(
        fc.property(cut, ([, pieces]) => {
          const { shown } = read(pieces);
          for (const [index, value] of shown.entries()) {
            if (index > 0 && isEqual(value, shown[index - 1])) expect(value).toBe(shown[index - 1]);
          }
        }),
        { numRuns: 300 },
      );
    });

    it('keeps the identity of every part that did not change', () => {
      const documents = fc.jsonValue({ maxDepth: 4 }).map((value) => `[${JSON.stringify(value)}]`);
      fc.assert(
        fc.property(
          documents.chain((text) => arbitraryPieces(text)),
          (pieces) => {
            const { shown } = read(pieces);
            for (const [index, value] of shown.entries())
              if (index > 0) expectShared(shown[index - 1], value);
          },
        ),
        { numRuns: 300 },
      );
    });

    it('never regresses: members stay, strings grow at their end, literals are final', () => {
      const documents = fc.jsonValue({ maxDepth: 4 }).map((value) => `[${JSON.stringify(value)}]`);
      fc.assert(
        fc.property(
          documents.chain((text) => arbitraryPieces(text)),
          (pieces) => {
            const { shown } = read(pieces);
            for (const [index, value] of shown.entries()) if (index > 0) expectGrown(shown[index - 1], value);
          },
        ),
        { numRuns: 300 },
      );
    });

    it('ends where it ends with any cadence, and leaves snapshots out only', () => {
      const options: PartialJsonOptions[] = [{ cadence: 'amortized' }, { sample: 3 }, { sample: 1000 }];
      fc.assert(
        fc.property(cut, fc.constantFrom(...options), ([, pieces], option) => {
          const all = read(pieces);
          const some = read(pieces, option);
          expectSame(some.final, all.final);
          expect(
            some.shown.every(
              (value) => value === undefined || all.shown.some((other) => isEqual(other, value)),
            ),
          ).toBe(true);
        }),
        { numRuns: 200 },
      );
    });
  });

  describe('conditions of the public test suite', () => {
    const strict: PartialJsonOptions = { strict: true, maxDepth: 100_000 };

    it.each(acceptedJson)('accepts %j', (text) => {
      const expected = readPrefix(`${text.replace('\ufeff', '')} `).shown?.value;
      expectSame(whole(text, strict), expected);
      for (let at = 0; at <= text.length; at++) {
        expectSame(read([text.slice(0, at), text.slice(at)], strict).final, expected);
      }
      expectSame(read(units(text), strict).final, expected);
    });

    it.each(refusedJson)('refuses %j', (text) => {
      const first = read([text], strict);
      expect(first.error).toBeInstanceOf(RunnableError);
      for (let at = 0; at <= text.length; at++) {
        const { error } = read([text.slice(0, at), text.slice(at)], strict);
        expect(error).toMatchObject({ code: first.error?.code, offset: first.error?.offset });
      }
      expect(read(units(text), strict).error).toMatchObject({
        code: first.error?.code,
        offset: first.error?.offset,
      });
    });

    it('nests 500 lists deep, but not 100,000 by default', () => {
      expect(JSON.stringify(whole('['.repeat(500) + ']'.repeat(500)))).toHaveLength(1000);
      expect(errorOf('['.repeat(100_000))).toMatchObject({ code: 'json_depth', offset: 1000 });
      expect(errorOf('[{"":'.repeat(50_000))).toMatchObject({ code: 'json_depth', offset: 2500 });
    });
  });

  describe('strings', () => {
    it('holds half a surrogate pair, raw or escaped, until the next character is known', () => {
      expect(read(units('"a\ud83d\ude00"')).shown).toStrictEqual(['', 'a', 'a', 'a😀', 'a😀']);
      expect(read(['["\\ud83d', '\\', 'n', '"]']).shown).toStrictEqual([
        [''],
        [''],
        ['\ud83d\n'],
        ['\ud83d\n'],
      ]);
      expect(read(['["\ud83d', '\ud83d', '\ude00"', ']']).shown).toStrictEqual([
        [''],
        ['\ud83d'],
        ['\ud83d😀'],
        ['\ud83d😀'],
      ]);
      expect(read(['["\ude00', '"]']).shown).toStrictEqual([['\ude00'], ['\ude00']]);
    });

    it('shows raw control characters, and refuses them when strict', () => {
      expect(whole('"a\nb\u0000\u001f"')).toBe('a\nb\u0000\u001f');
      expect(errorOf('["a\tb"]', { strict: true })).toMatchObject({
        code: 'json_syntax',
        offset: 3,
        partial: ['a'],
      });
      expect(errorOf('{"a\n": 1}', { strict: true })).toMatchObject({
        code: 'json_syntax',
        offset: 3,
        partial: {},
      });
    });

    it('reads a string of 10 MB in one piece and in many', () => {
      const text = 'lorem ipsum '.repeat(900_000);
      expect(whole(JSON.stringify(text)) === text).toBe(true);
      const json = new PartialJson<{ text: string }>();
      const source = JSON.stringify({ text });
      for (let at = 0; at < source.length; at += 1000) json.write(source.slice(at, at + 1000));
      expect(json.end()?.text === text).toBe(true);
    });

    it('reads 100,000 escapes in one piece', () => {
      const text = '"\\n😀'.repeat(25_000);
      expect(whole(JSON.stringify(text)) === text).toBe(true);
    });
  });

  describe('keys', () => {
    it('makes __proto__, constructor and the empty key own members, and touches no prototype', () => {
      const value = whole(
        '{"__proto__": {"isAdmin": true}, "constructor": 1, "": 2, "toString": 3}',
      ) as object;
      expect(Object.keys(value)).toStrictEqual(['__proto__', 'constructor', '', 'toString']);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect('isAdmin' in value).toBe(false);
      const open = new PartialJson();
      const partial = open.write('{"a": {"__proto__": [1, 2') as { a: object };
      expect(Object.getPrototypeOf(partial.a)).toBe(Object.prototype);
      expect(Object.getOwnPropertyDescriptor(partial.a, '__proto__')?.value).toStrictEqual([1, 2]);
    });

    it('lets the last value of a key win, in the place of the first', () => {
      const { shown } = read(['{"a": [1], "b": 2', ', "a"', ': ', '-', '3', '}']);
      expect(shown).toStrictEqual([
        { a: [1], b: 2 },
        { a: [1], b: 2 },
        { a: [1], b: 2 },
        { a: [1], b: 2 },
        { a: -3, b: 2 },
        { a: -3, b: 2 },
      ]);
      expect(Object.keys(shown[4] as object)).toStrictEqual(['a', 'b']);
    });

    it('emits nothing when a repeated key brings back what was shown', () => {
      for (const [first, again] of [
        ['1', '1'],
        ['true', 'true'],
        ['null', 'null'],
        ['""', '""'],
        ['{}', '{}'],
        ['[]', '[]'],
      ]) {
        const { shown } = read(units(`{"a":${first},"a":${again}}`));
        const changes = shown.filter((value, index) => value !== shown[index - 1]);
        expect(changes).toHaveLength(2);
      }
      const { shown } = read(['{"a":{"b":[1,"x"]},"c":2', ',"c":3,"c":2,"a":{"b":[1,"x"]}', '}']);
      expect(shown[1]).toBe(shown[0]);
      expect(shown[2]).toBe(shown[0]);
      const [one, other] = read(['{"a":null', ',"a":1e400}']).shown;
      expect([one, other]).toStrictEqual([{ a: null }, { a: Number.POSITIVE_INFINITY }]);
    });

    it('reads siblings with other keys, other orders, escaped and half-equal keys', () => {
      const text =
        '[{"ab":1,"c":2},{"abc":1,"c":2},{"a":1},{"c":1,"ab":2,"ab":3},{"a\\u0062":4,"c":5},{"ab\\"":6},{"ab":7},{"":8},{"ab":9}]';
      const expected = [
        { ab: 1, c: 2 },
        { abc: 1, c: 2 },
        { a: 1 },
        { c: 1, ab: 3 },
        { ab: 4, c: 5 },
        { 'ab"': 6 },
        { ab: 7 },
        { '': 8 },
        { ab: 9 },
      ];
      expect(whole(text)).toStrictEqual(expected);
      expect(read(units(text)).final).toStrictEqual(expected);
    });

    it('reads an object of 3,000 members', () => {
      const value = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`key ${index}`, index]));
      expect(whole(JSON.stringify(value))).toStrictEqual(value);
    });
  });

  describe('numbers', () => {
    it('are the nearest double, whatever their length and form', () => {
      const digits = fc.stringMatching(/^[0-9]{1,40}$/);
      const number = fc
        .tuple(
          fc.constantFrom('', '-'),
          fc.stringMatching(/^(0|[1-9][0-9]{0,40})$/),
          fc.option(digits),
          fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.stringMatching(/^[0-9]{1,4}$/))),
        )
        .map(
          ([sign, integer, fraction, exponent]) =>
            `${sign}${integer}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : exponent.join('')}`,
        );
      fc.assert(
        fc.property(number, (text) => {
          expect(whole(`[${text}]`)).toStrictEqual([Number(text)]);
          expect(read(units(`[${text}]`)).final).toStrictEqual([Number(text)]);
        }),
        { numRuns: 500 },
      );
    });

    it('decide by the last of a thousand digits', () => {
      // Exactly between two doubles: 1 + 2^-53 is even-rounded down, anything more is rounded up.
      const half = '1.00000000000000011102230246251565404236316680908203125';
      for (const text of [
        half,
        `${half}${'0'.repeat(900)}`,
        `${half}${'0'.repeat(900)}1`,
        `9${'9'.repeat(1200)}`,
        `0.${'0'.repeat(1200)}${half.slice(2)}`,
      ]) {
        expect(whole(`[${text}]`)).toStrictEqual([Number(text)]);
        const scaled = `${text.replace('.', '')}e-${1300}`;
        if (!text.startsWith('0')) expect(whole(`[${scaled}]`)).toStrictEqual([Number(scaled)]);
      }
    });

    it('cost the same per unit at any length', () => {
      const json = new PartialJson();
      json.write('[');
      for (let index = 0; index < 100_000; index++) json.write('7777');
      expect(json.write('e-400000]')).toStrictEqual([0.7777777777777778]);
    });

    it('are held until they end with numbers: "complete"', () => {
      expect(read(['{"a": 12', '3', ', "b": [4', '5', ']}'], { numbers: 'complete' }).shown).toStrictEqual([
        {},
        {},
        { a: 123, b: [] },
        { a: 123, b: [] },
        { a: 123, b: [45] },
      ]);
    });
  });

  it('shows literals from their first letter with literals: "eager"', () => {
    const { shown, error } = read(['[t', 'rue, n', 'ull, f', 'x'], { literals: 'eager' });
    expect(shown).toStrictEqual([[true], [true, null], [true, null, false], [true, null, false]]);
    expect(shown[3]).toBe(shown[2]);
    expect(error).toMatchObject({ code: 'json_syntax', offset: 14 });
  });

  describe('before the document', () => {
    it.each([
      ['Look: [1] {x} {{y}} [[Page]] [ {"a": 1} ]', [{ a: 1 }]],
      ['[[["a"]]] done', [[['a']]]],
      ['so [\n[\n{ "a": [true]}]]', [[{ a: [true] }]]],
      ['[see {"a": 1}', undefined],
      ['x [see] {"a": 1}', { a: 1 }],
      ['x [{y}] {}', {}],
      ['x [ {"a": 1}] y', [{ a: 1 }]],
      ['``` \n[1]\n```', [1]],
      ['```Json5\n{}```', {}],
      ['``[1]`` ```\n[2]```', [2]],
      ['````md\n```json\n[1]\n```\n````\n{"a": 2}', { a: 2 }],
      ['```ts\nconst x = {"a": 1};\n``` then ```jsonc\n{"a": 2}```', { a: 2 }],
      ['```json\nnone here\n``` ```json\n[3]```', [3]],
      ['```json\n42\n```', 42],
      ['```\ntrue```', true],
      ['```json\n42 apples\n``` {"a": 1}', { a: 1 }],
      ['```json\n42 `` 1\n``` {"a": 1}', { a: 1 }],
      ['```json\n```\n{"a": 1}', { a: 1 }],
      ['```json {"a": 1}', { a: 1 }],
      ['42', 42],
      [' -0.5e1 \n', -5],
      ['null', null],
      ['\ufeff "x"', 'x'],
      ['42 is {"a": 1}', { a: 1 }],
      ['-- {"a": 1}', { a: 1 }],
      ['true```[1]```', [1]],
    ])('%j holds %j', (text, expected) => {
      if (expected === undefined) {
        expect(errorOf(text)).toMatchObject({ code: 'json_syntax' });
        return;
      }
      expect(whole(text)).toStrictEqual(expected);
      for (let at = 0; at <= text.length; at++) {
        expect(read([text.slice(0, at), text.slice(at)]).final).toStrictEqual(expected);
      }
      expect(read(units(text)).final).toStrictEqual(expected);
    });

    it.each([
      '',
      ' \n',
      'no',
      '[1]',
      '[note]',
      '12 ',
      '01',
      '-',
      '1.',
      'tru',
      'NaN',
      'nulll',
      '```json',
      '```python\n{"a": 1}\n',
      '```json\n42 ``',
      'a\ufeff',
      '{x',
      '["',
    ])('%j without its end has none or is cut short', (text) => {
      const ends = { '12 ': 12, '[1]': [1] } as Record<string, unknown>;
      if (text in ends) expect(whole(text)).toStrictEqual(ends[text]);
      else expect(errorOf(text).code).toMatch(/json_(no_json|truncated|syntax)/);
    });

    it('shows a lone scalar at the end of the text or of its fence, not before', () => {
      expect(read(['4', '2', ' ']).shown).toStrictEqual([undefined, undefined, undefined]);
      expect(read(['```\n4', '2\n``', '`', ' bye']).shown).toStrictEqual([undefined, undefined, 42, 42]);
    });

    it('refuses prose when strict, at its first unit, but takes a fence', () => {
      expect(errorOf('Here: {}', { strict: true })).toMatchObject({
        code: 'json_syntax',
        offset: 0,
        path: [],
      });
      expect(errorOf('42 is', { strict: true })).toMatchObject({ offset: 3 });
      expect(errorOf('\ufffd{}', { strict: true })).toMatchObject({ offset: 0 });
      expect(whole('```json\n{"a": 1}\n```\n', { strict: true })).toStrictEqual({ a: 1 });
      expect(errorOf('```python\n{"a": 1}\n```\n', { strict: true })).toMatchObject({ code: 'json_syntax' });
    });
  });

  it('shows the same however prose, fences and documents are cut', () => {
    const token = fc.constantFrom(
      '```',
      '`',
      'json',
      'py',
      '\n',
      ' ',
      '{',
      '}',
      '[',
      ']',
      '"',
      '"a"',
      ':',
      ',',
      '1',
      '-',
      'x',
      'true',
      'nu',
      '\ufeff',
    );
    const option = fc.constantFrom<PartialJsonOptions>({}, { strict: true }, { trailing: 'error' });
    const cut = fc
      .array(token, { maxLength: 14 })
      .map((tokens) => tokens.join(''))
      .chain((text) => fc.tuple(fc.constant(text), arbitraryPieces(text), option));
    fc.assert(
      fc.property(cut, ([text, pieces, options]) => {
        const single = read(units(text), options);
        const { shown, error, final } = read(pieces, options);
        let length = 0;
        for (const [index, value] of shown.entries()) {
          length += pieces[index]?.length ?? 0;
          expectSame(value, single.shown[Math.min(length, single.shown.length) - 1]);
        }
        expectSame(final, single.final);
        expectSame(
          [error?.code, error?.offset, error?.line, error?.column, error?.path],
          [
            single.error?.code,
            single.error?.offset,
            single.error?.line,
            single.error?.column,
            single.error?.path,
          ],
        );
      }),
      { numRuns: 2000 },
    );
  });

  describe('behind the document', () => {
    it('ignores everything and keeps the reference', () => {
      const { shown } = read(['{"a": 1}', '}]', ' {"b": 2}', '```', 'x'.repeat(1000)]);
      expect(new Set(shown).size).toBe(1);
    });

    it.each([
      ['{"a": 1} x', 9],
      ['[]]', 2],
      ['[] []', 3],
      ['"a"b', 3],
      ['```json\n[]\n``` x', 15],
      ['```json\n[]\n``x', 13],
      ['```json\n[]\n``` ```', 15],
      ['[]```', 2],
      ['42 x', undefined],
    ])('with trailing: "error" %j fails at %j', (text, offset) => {
      const error = errorOf(text, { trailing: 'error' });
      expect(error).toMatchObject(
        offset === undefined ? { code: 'json_no_json' } : { code: 'json_syntax', offset },
      );
    });

    it('takes white space and the closing fence with trailing: "error"', () => {
      expect(whole('```json\n[1]\n````\n ', { trailing: 'error' })).toStrictEqual([1]);
      expect(whole('```json\n42\n```\n ', { trailing: 'error' })).toBe(42);
      expect(whole('x [""] \n', { trailing: 'error' })).toStrictEqual(['']);
    });
  });

  describe('the end and errors', () => {
    it('tells where: offset, line, column, path, and what was read', () => {
      expect(errorOf('{\n  "a": [1, {"b": x}]}')).toMatchObject({
        code: 'json_syntax',
        offset: 19,
        line: 2,
        column: 18,
        path: ['a', 1, 'b'],
        partial: { a: [1, {}] },
        message: 'Partial JSON: unexpected "x" at line 2, column 18.',
      });
      expect(errorOf('{"a": 1, b: 2}')).toMatchObject({ offset: 9, line: 1, column: 10, path: [] });
      expect(errorOf('[1,\n2\n3]')).toMatchObject({ offset: 6, line: 3, column: 1, path: [] });
      expect(errorOf('a\n\n: ["x\n", "\\u00g"]')).toMatchObject({ line: 4, column: 9, path: [1] });
      expect(errorOf('{"a": {"b": "x', {})).toMatchObject({
        code: 'json_truncated',
        offset: 14,
        path: ['a', 'b'],
        partial: { a: { b: 'x' } },
      });
      expect(errorOf('[\n1\n] x\n\ny', { maxLength: 9 })).toMatchObject({
        code: 'json_length',
        offset: 9,
        line: 5,
        column: 1,
        partial: [1],
      });
    });

    it('tells the same place however the text is cut', () => {
      const text = 'so:\n{"a":\n ["\n", 1,\n\n 01]}';
      const { code, offset, line, column, path } = errorOf(text);
      expect({ code, offset, line, column, path }).toStrictEqual({
        code: 'json_syntax',
        offset: 23,
        line: 6,
        column: 3,
        path: ['a'],
      });
      for (let at = 0; at <= text.length; at++) {
        expect(read([text.slice(0, at), text.slice(at)]).error).toMatchObject({
          code,
          offset,
          line,
          column,
          path,
        });
      }
    });

    it('makes what the failing piece still showed visible, then throws the same error for ever', () => {
      const json = new PartialJson();
      json.write('{"a": 1');
      const failure = (): unknown => json.write('2, "b": [3, ]}');
      expect(failure).toThrow(RunnableError);
      expect(json.value).toStrictEqual({ a: 12, b: [3] });
      const shown = json.value;
      expect(() => json.write('x')).toThrow(expect.objectContaining({ offset: 19, partial: shown }));
      expect(() => json.end()).toThrow(expect.objectContaining({ offset: 19 }));
      expect(json.value).toBe(shown);
    });

    it('holds a syntax error until the end with onError: "hold"', () => {
      const json = new PartialJson({ onError: 'hold' });
      expect(json.write('{"a": 1, b')).toStrictEqual({ a: 1 });
      expect(json.write(', "c": 2}')).toStrictEqual({ a: 1 });
      expect(() => json.end()).toThrow(
        expect.objectContaining({ code: 'json_syntax', offset: 9, partial: { a: 1 } }),
      );
    });

    it('takes what there is with incomplete: "accept"', () => {
      expect(whole('{"a": [1, "x\\u00', { incomplete: 'accept' })).toStrictEqual({ a: [1, 'x'] });
      expect(whole('[tru', { incomplete: 'accept' })).toStrictEqual([]);
      expect(errorOf('[01', { incomplete: 'accept' })).toMatchObject({ code: 'json_syntax' });
      expect(errorOf('tru', { incomplete: 'accept' })).toMatchObject({ code: 'json_no_json' });
    });

    it('takes a text without a document as no value with empty: "complete"', () => {
      for (const text of ['', ' ', 'nothing', '[note]']) {
        if (text === '[note]') expect(errorOf(`x ${text}`)).toMatchObject({ code: 'json_no_json' });
        else expect(whole(text, { empty: 'complete' })).toBeUndefined();
      }
      expect(errorOf('{', { empty: 'complete' })).toMatchObject({ code: 'json_truncated' });
    });

    it('stops at maxDepth and maxLength', () => {
      expect(errorOf('[[{"a": 1}, [[', { maxDepth: 3 })).toMatchObject({
        code: 'json_depth',
        offset: 13,
        path: [0, 1, 0],
      });
      expect(whole('[[[]], {"a": []}]', { maxDepth: 3 })).toStrictEqual([[[]], { a: [] }]);
      const { shown, error } = read(['{"a": "12', '345', '6"}'], { maxLength: 10 });
      expect(shown).toStrictEqual([{ a: '12' }, { a: '123' }]);
      expect(error).toMatchObject({ code: 'json_length', offset: 10, partial: { a: '123' } });
      expect(whole('[]', { maxLength: 2 })).toStrictEqual([]);
    });

    it('throws nothing but RunnableError, also for what is no text', () => {
      const json = new PartialJson();
      for (const piece of [undefined, null, 1, {}, []]) {
        expect(() => json.write(piece as unknown as string)).toThrow(
          expect.objectContaining({ code: 'bad_chunk' }),
        );
      }
      expect(json.write('[1]')).toStrictEqual([1]);
    });

    it('nests 100,000 deep without using the call stack', () => {
      const depth = 100_000;
      const json = new PartialJson({ maxDepth: depth, cadence: 'amortized' });
      for (let level = 0; level < depth; level += 10) json.write('[{"a":'.repeat(5));
      json.write('1');
      for (let level = 0; level < depth; level += 10) json.write('}]'.repeat(5));
      let value: unknown = json.end();
      let levels = 0;
      while (typeof value === 'object' && value !== null) {
        value = Array.isArray(value) ? value[0] : (value as { a: unknown }).a;
        levels++;
      }
      expect([levels, value]).toStrictEqual([depth, 1]);
    });
  });

  describe('value, feed and cadence', () => {
    it('makes a snapshot when value is read', () => {
      const json = new PartialJson();
      expect(json.hasValue).toBe(false);
      json.feed('{"a": [1');
      json.feed(', 2');
      expect(json.value).toStrictEqual({ a: [1, 2] });
      expect(json.value).toBe(json.value);
      expect(json.hasValue).toBe(true);
      json.feed('}');
      expect(json.value).toStrictEqual({ a: [1, 2] });
      expect(() => json.write('')).toThrow(expect.objectContaining({ code: 'json_syntax', offset: 11 }));
    });

    it('shows every n-th piece and the last with sample', () => {
      expect(read(['[1', ',2', ',3', ',4', ',5]', ' '], { sample: 2 }).shown).toStrictEqual([
        undefined,
        [1, 2],
        [1, 2],
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5],
      ]);
    });

    it('shows wide lists less often with cadence: "amortized", small ones always', () => {
      const pieces = (length: number): string[] => [
        '[',
        ...Array.from({ length }, (_, index) => `${index},`),
        '0]',
      ];
      const count = (length: number): number =>
        new Set(read(pieces(length), { cadence: 'amortized' }).shown).size;
      expect(count(20)).toBe(22);
      expect(count(1500)).toBeLessThan(750);
      expect(read(pieces(1500), { cadence: 'amortized' }).final).toHaveLength(1501);
      const records = Array.from({ length: 90 }, (_, id) => ({
        id,
        name: `name ${id}`,
        tags: ['a', 'b'],
        place: { city: 'x', zip: 1 },
      }));
      const tokens = JSON.stringify(records).match(/.{1,4}/g) as string[];
      expect(read(tokens, { cadence: 'amortized' }).shown).toStrictEqual(read(tokens).shown);
    });
  });
});

/** toStrictEqual looks at a member called `constructor`. */
function expectSame(actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

/** Deep equality of JSON values; -0 equals 0, and the order of keys counts. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const entries = Object.entries(one);
  const others = Object.entries(other);
  return (
    entries.length === others.length &&
    entries.every(([key, value], index) => key === others[index]?.[0] && isEqual(value, others[index]?.[1]))
  );
}

/** Parts that are equal in both are the same reference. */
function expectShared(before: unknown, after: unknown): void {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return;
  if (isEqual(before, after)) {
    expect(after).toBe(before);
    return;
  }
  for (const [key, value] of Object.entries(before))
    expectShared(value, (after as Record<string, unknown>)[key]);
}

function expectGrown(before: unknown, after: unknown): void {
  if (before === undefined || typeof before === 'number') return;
  expect(typeof after).toBe(typeof before);
  if (typeof before === 'string') expect((after as string).startsWith(before)).toBe(true);
  else if (typeof before !== 'object' || before === null) expect(after).toBe(before);
  else {
    expect(Array.isArray(after)).toBe(Array.isArray(before));
    for (const [key, value] of Object.entries(before)) {
      expect(Object.hasOwn(after as object, key)).toBe(true);
      expectGrown(value, Object.getOwnPropertyDescriptor(after, key)?.value);
    }
  }
}
