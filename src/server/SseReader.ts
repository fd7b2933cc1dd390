import { RunnableError } from '../RunnableError.ts';

/** A server-sent event, its data read as JSON. */
export interface Frame {
  /** `message` where the event has no name. */
  readonly kind: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

const maxLength = 16_777_216;

/**
 * Reads what `serveEvents` writes; a parser for everything that may be an event stream would not fit the budget of `followRun`.
 * An event counts only once the blank line behind it has come: one that is cut off is asked for again.
 */
export class SseReader {
  #rest = '';

  write(text: string): readonly Frame[] {
    this.#rest += text;
    if (this.#rest.length > maxLength) {
      throw new RunnableError('An event is longer than 16 Mi characters.', { code: 'too_large' });
    }
    // The data stand on one line, so a long event in small pieces is searched once.
    if (!text.includes('\n')) return [];
    const events = this.#rest.split('\n\n');
    this.#rest = events.pop()!;
    return events.filter((event) => /^data: /m.test(event)).map(read);
  }
}

function read(event: string): Frame {
  const field = (name: string): string | undefined => {
    const lines = event.split('\n').filter((line) => line.startsWith(`${name}: `));
    return lines.length === 0 ? undefined : lines.map((line) => line.slice(name.length + 2)).join('\n');
  };
  try {
    return { kind: field('event') ?? 'message', id: field('id'), data: JSON.parse(field('data')!) };
  } catch (cause) {
    throw new RunnableError('The server sent an event that cannot be read.', { code: 'bad_frame', cause });
  }
}
