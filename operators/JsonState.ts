/** What a JSON reader expects or is inside of. Numbers, so that they can be compared in groups. */
export type JsonState = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;

// Between tokens: white space is skipped, and the odd states take a closing bracket.
export const aValue = 0;
export const firstValue = 1;
export const aKey = 2;
export const firstKey = 3;
export const colon = 4;
export const separator = 5;
// Inside a token.
export const inString = 6;
export const inEscape = 7;
export const inUnicode = 8;
export const inPredictedKey = 9;
export const inNumber = 10;
export const inLiteral = 11;
export const done = 12;
