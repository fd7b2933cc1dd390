import { RunnableError } from '../RunnableError.ts';

/** A server-sent event, its data read as JSON. */
export interface Frame {
  /** `message` where the event has no name. */
  readonly kind: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

const maxLength = 16 * 1024 * 1024;

/**
 * Reads what `serveEvents` writes; a parser for everything that may be an event stream would not fit the budget of `followRun`.
 * An event counts only once the blank line behind it has come: one that is cut off is asked for again.
 */
export class SseReader {
  #rest = '';

  write(text: string): readonly Frame[] {
    this.#rest += text;
    if (this.#rest.length > maxLength) {
      throw new RunnableError('An event of the run is longer than 16 Mi characters.', { code: 'too_large' });
    }
    // The data stand on one line, so a long event in small pieces is searched once.
    if (!text.includes('\n')) return [];
    const events = this.#rest.split('\n\n');
    this.#rest = events.pop()!;
    return events.filter((event) => /^data: /m.test(event)).map(read);
  }
}

function read(event: string): Frame {
  const fields: Record<string, string> = {};
  for (const line of event.split('\n')) {
    const colon = line.indexOf(': ');
    const name = line.slice(0, colon);
    fields[name] =
      (name === 'data' && fields.data !== undefined ? `${fields.data}\n` : '') + line.slice(colon + 2);
  }
  try {
    return { kind: fields.event ?? 'message', id: fields.id, data: JSON.parse(fields.data!) };
  } catch (cause) {
    throw new RunnableError('The server sent an event that cannot be read.', { code: 'bad_frame', cause });
  }
}
