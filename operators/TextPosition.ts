/** Counts the lines of a text that arrives in pieces. Offsets and columns count UTF-16 units; line and column start at 1. */
export class TextPosition {
  line = 1;
  lineStart = 0;

  /** A line feed stands at `offset`. */
  lineFeed(offset: number): void {
    this.line++;
    this.lineStart = offset + 1;
  }
}
