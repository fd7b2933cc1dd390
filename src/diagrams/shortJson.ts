import { visibleText } from './visibleText.ts';

/**
 * The JSON of a value, cut at `width` characters with `…`. Reads no more of the value than it writes, so that growing snapshots
 * cost no more than small ones. What has no JSON is told by its kind.
 *
 * @example
 * shortJson(['red', 'green', 'blue'], 12); // '["red","gre…'
 */
export function shortJson(value: unknown, width: number): string {
  const text = visibleText(written(value, width));
  const characters = [...text.slice(0, 2 * width + 2)];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : text;
}

function written(value: unknown, width: number): string {
  try {
    const writer = new Writer(2 * width + 2);
    writer.write(value);
    return writer.text;
  } catch {
    // A getter that throws.
    return Object.prototype.toString.call(value);
  }
}

/** `limit` counts UTF-16 units, of which a character may have two. */
class Writer {
  text = '';
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  write(value: unknown): void {
    if (typeof value === 'string') this.text += JSON.stringify(value.slice(0, this.#limit));
    else if (typeof value === 'bigint') this.text += `${value}n`;
    else if (typeof value !== 'object' || value === null) this.text += JSON.stringify(value) ?? String(value);
    else if (hasOwnJson(value)) this.write(value.toJSON());
    else if (Array.isArray(value)) this.#writeList(value);
    else this.#writeRecord(value as Readonly<Record<string, unknown>>);
  }

  #writeList(list: readonly unknown[]): void {
    this.text += '[';
    for (let i = 0; i < list.length && !this.#isFull; i++) {
      if (i > 0) this.text += ',';
      this.write(isAbsent(list[i]) ? null : list[i]);
    }
    this.text += ']';
  }

  #writeRecord(record: Readonly<Record<string, unknown>>): void {
    this.text += '{';
    let isFirst = true;
    for (const key in record) {
      if (this.#isFull) break;
      if (!Object.hasOwn(record, key) || isAbsent(record[key])) continue;
      this.text += `${isFirst ? '' : ','}${JSON.stringify(key.slice(0, this.#limit))}:`;
      isFirst = false;
      this.write(record[key]);
    }
    this.text += '}';
  }

  get #isFull(): boolean {
    return this.text.length > this.#limit;
  }
}

function hasOwnJson(value: object): value is { toJSON(): unknown } {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === 'function';
}

function isAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol';
}
