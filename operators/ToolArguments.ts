import { RunnableError } from '../src/RunnableError.ts';
import { isRecord } from './isRecord.ts';
import { PartialJson } from './PartialJson.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** The arguments of one tool call as their JSON text arrives. Each piece is read once, when somebody looks. */
export class ToolArguments {
  #text = '';
  #unread = '';
  #blank = '';
  #json: PartialJson | undefined = undefined;
  #problem: string | undefined = undefined;

  /** All that has arrived. */
  get text(): string {
    return this.#text;
  }

  /** Whether nothing but white space has arrived. */
  get isBlank(): boolean {
    this.#read();
    return this.#json === undefined && this.#problem === undefined;
  }

  /** Why the text cannot become arguments, if that is certain. */
  get problem(): string | undefined {
    this.#read();
    return this.#problem;
  }

  add(text: string): void {
    this.#text += text;
    this.#unread += text;
  }

  /** The arguments as far as they have arrived; no text at all means no arguments. */
  shown(): Arguments {
    this.#read();
    const value = this.#json?.value;
    return isRecord(value) ? value : {};
  }

  /** The arguments once everything has arrived; `undefined`, with a `problem`, if they are not whole. */
  whole(): Arguments | undefined {
    this.#read();
    if (this.#problem === undefined) {
      this.#attempt(() => this.#json?.end());
    }
    return this.#problem === undefined ? this.shown() : undefined;
  }

  #read(): void {
    const text = this.#unread;
    if (text === '' || this.#problem !== undefined) {
      return;
    }
    const blank = this.#blank;
    this.#unread = '';
    if (this.#json === undefined) {
      const start = text.search(/[^ \t\n\r\ufeff]/);
      if (start === -1) {
        this.#blank += text;
        return;
      }
      if (text[start] !== '{') {
        this.#problem = 'The arguments are no JSON object.';
        return;
      }
      this.#json = new PartialJson({ trailing: 'error' });
    }
    this.#attempt(() => this.#json?.write(blank + text));
    this.#blank = '';
  }

  #attempt(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof RunnableError)) {
        throw error;
      }
      this.#problem = error.message;
    }
  }
}
