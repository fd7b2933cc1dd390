const digits = '0123456789abcdef';
const dash = 45;
/** Where the bytes of a uuid stand in its text, and the text itself as character codes. */
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
const codes: number[] = Array.from({ length: 36 }, () => dash);

/** The sixteen bytes of a uuid as text, in one piece. */
export function uuidText(bytes: Uint8Array): string {
  for (let i = 0; i < places.length; i++) {
    const byte = bytes[i]!;
    codes[places[i]!] = digits.charCodeAt(byte >> 4);
    codes[places[i]! + 1] = digits.charCodeAt(byte & 15);
  }
  return String.fromCharCode(...codes);
}
