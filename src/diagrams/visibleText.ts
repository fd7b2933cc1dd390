/**
 * A text on one line, with nothing in it that a terminal or an XML reader would act on: white space is one space, and controls,
 * reordering marks and halves of characters are written as escapes.
 *
 * @example
 * visibleText('red \u001b[31m\nrose'); // 'red \\u001b[31m rose'
 */
export function visibleText(text: string): string {
  return text
    .replaceAll(/[\t\n\r\f\v]+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\ufffe\uffff]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
