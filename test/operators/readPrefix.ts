/** What the text so far means: a value (or none), and the offset of the first wrong unit. */
export interface PrefixReading {
  readonly shown?: { readonly value: unknown };
  readonly faultAt?: number;
  /** The document is closed. */
  readonly isClosed: boolean;
}

/**
 * The rules of the partial JSON reader, written the slow and simple way: recursive, over the whole prefix at once, and
 * without any code of the reader. Prose, fences and lone scalars are not its business: the document starts at the first
 * unit that is no white space, and a scalar is shown while it grows.
 */
export function readPrefix(text: string): PrefixReading {
  const root: { value?: unknown } = {};
  let at = 0;
  let isClosed = false;
  try {
    readValue((value) => {
      root.value = value;
    });
    isClosed = true;
  } catch (reason) {
    if (reason !== 'end' && reason !== 'fault') throw reason;
    if (reason === 'fault') return { ...shown(), faultAt: at, isClosed };
  }
  return { ...shown(), isClosed };

  function shown(): { shown?: { value: unknown } } {
    return 'value' in root ? { shown: { value: root.value } } : {};
  }

  function peek(): string {
    if (at >= text.length) throw 'end';
    return text[at] as string;
  }

  function skip(): string {
    while (' \n\r\t'.includes(peek())) at++;
    return peek();
  }

  function expect(char: string): void {
    if (peek() !== char) throw 'fault';
    at++;
  }

  function readValue(show: (value: unknown) => void): void {
    const char = skip();
    if (char === '"') {
      readString(show);
      return;
    }
    if (char === '[') {
      readArray(show);
      return;
    }
    if (char === '{') {
      readObject(show);
      return;
    }
    if (/[-\d]/.test(char)) {
      readNumber(show);
      return;
    }
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (char !== word[0]) continue;
      for (const letter of word) expect(letter);
      show(value);
      return;
    }
    throw 'fault';
  }

  function readArray(show: (value: unknown) => void): void {
    const list: unknown[] = [];
    show(list);
    at++;
    if (skip() === ']') {
      at++;
      return;
    }
    for (let index = 0; ; index++) {
      readValue((value) => {
        list[index] = value;
      });
      if (skip() === ']') {
        at++;
        return;
      }
      expect(',');
    }
  }

  function readObject(show: (value: unknown) => void): void {
    const record: Record<string, unknown> = {};
    show(record);
    at++;
    if (skip() === '}') {
      at++;
      return;
    }
    for (;;) {
      if (skip() !== '"') throw 'fault';
      const key = readString(() => {});
      skip();
      expect(':');
      readValue((value) => {
        Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
      });
      if (skip() === '}') {
        at++;
        return;
      }
      expect(',');
    }
  }

  /** Half a pair waits until the next unit, or the next escape, is known. */
  function readString(show: (value: string) => void): string {
    let known = '';
    at++;
    for (;;) {
      show(known.replace(/[\ud800-\udbff]$/, ''));
      const char = peek();
      if (char === '"') {
        at++;
        show(known);
        return known;
      }
      known += char === '\\' ? readEscape() : char;
      if (char !== '\\') at++;
    }
  }

  function readEscape(): string {
    at++;
    const char = peek();
    const index = '"\\/bfnrt'.indexOf(char);
    if (index >= 0) {
      at++;
      return '"\\/\b\f\n\r\t'[index] as string;
    }
    if (char !== 'u') throw 'fault';
    at++;
    let digits = '';
    for (; digits.length < 4; at++) {
      if (!/[\da-fA-F]/.test(peek())) throw 'fault';
      digits += peek();
    }
    return String.fromCharCode(Number(`0x${digits}`));
  }

  function readNumber(show: (value: number) => void): void {
    const start = at;
    const digits = (): void => {
      if (!/\d/.test(peek())) throw 'fault';
      while (/\d/.test(peek())) {
        at++;
        show(Number(text.slice(start, at)));
      }
    };
    if (peek() === '-') at++;
    if (peek() === '0') {
      at++;
      show(Number(text.slice(start, at)));
    } else digits();
    if (peek() === '.') {
      at++;
      digits();
    }
    if (/[eE]/.test(peek())) {
      at++;
      if (/[-+]/.test(peek())) at++;
      digits();
    }
  }
}
