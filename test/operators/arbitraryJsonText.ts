import fc from 'fast-check';

const blank = fc.constantFrom('', '', '', ' ', '\n', '\t\r');
const unit = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    ' ',
    '/',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '`',
    '😀',
    'é',
    '\ud83d',
    '\ude00',
    '\u2028',
    '\u0000',
    '\n',
  ),
  fc.constantFrom(
    '\\"',
    '\\\\',
    '\\/',
    '\\b',
    '\\f',
    '\\n',
    '\\r',
    '\\t',
    '\\u0041',
    '\\u00e9',
    '\\ud83d\\ude00',
    '\\uD83D',
    '\\ude00',
  ),
);
const string = fc.array(unit, { maxLength: 6 }).map((units) => `"${units.join('')}"`);
const key = fc.oneof(
  fc.constantFrom(
    '"a"',
    '"b"',
    '"c"',
    '"id"',
    '"name"',
    '""',
    '"__proto__"',
    '"constructor"',
    '"1"',
    '"\\u0061"',
    '"a\\"b"',
  ),
  string,
);
const number = fc.oneof(
  fc.integer().map(String),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Object.is(value, -0) ? '-0' : String(value))),
  fc.constantFrom(
    '0',
    '-0',
    '1e5',
    '1E+5',
    '1.5e-3',
    '123456789012345678901',
    '0.1',
    '1e400',
    '-1e-400',
    '9007199254740993',
  ),
);
const scalar = fc.oneof(string, number, fc.constantFrom('true', 'false', 'null'));

/** Texts of JSON documents: every form that RFC 8259 allows, and raw control characters; keys repeat. */
export const arbitraryJsonText: fc.Arbitrary<string> = fc
  .letrec<{ value: string; list: string; record: string }>((tie) => {
    const padded = fc.tuple(blank, tie('value'), blank).map((parts) => parts.join(''));
    const member = fc
      .tuple(blank, key, blank, padded)
      .map(([before, name, after, value]) => `${before}${name}${after}:${value}`);
    return {
      value: fc.oneof({ maxDepth: 5, withCrossShrink: true }, scalar, tie('list'), tie('record')),
      list: fc.oneof(
        blank.map((space) => `[${space}]`),
        fc.array(padded, { minLength: 1, maxLength: 5 }).map((items) => `[${items.join(',')}]`),
      ),
      record: fc.oneof(
        blank.map((space) => `{${space}}`),
        fc.array(member, { minLength: 1, maxLength: 5 }).map((members) => `{${members.join(',')}}`),
      ),
    };
  })
  .value.filter((text) => /^["[{]/.test(text));

/** A text that has been damaged in one place: a unit left out, doubled, or replaced. */
export const arbitraryDamagedText: fc.Arbitrary<string> = fc
  .tuple(
    arbitraryJsonText,
    fc.nat(),
    fc.constantFrom('', '"', '\\', ',', ':', ']', '}', '{', '[', '0', '-', '.', 'e', 'x', ' ', '\u00a0'),
  )
  .map(([text, place, unit]) => {
    // The first unit stays: what starts with something else is prose.
    const at = 1 + (place % text.length);
    return text.slice(0, at) + unit + text.slice(at + (place % 2));
  });

/** The same text in pieces, cut anywhere, also inside escapes and pairs. */
export function arbitraryPieces(text: string): fc.Arbitrary<string[]> {
  return fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }).map((sizes) => {
    const pieces: string[] = [];
    for (let at = 0, turn = 0; at < text.length; turn++) {
      const size = sizes[turn % sizes.length] as number;
      pieces.push(text.slice(at, at + size));
      at += size;
    }
    return pieces;
  });
}
