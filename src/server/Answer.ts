import type { EventStream } from './EventStream.ts';

/** The answer to a request, before it is known what kind of server sends it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | EventStream;
}
