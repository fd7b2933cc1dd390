/** A piece of text that a retriever found, with what is known about it. */
export interface Document {
  readonly pageContent: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly id?: string;
}
