/** A record, and nothing callable: it keeps a runnable from being taken for the record of its methods. */
export interface Branches {
  readonly [key: string]: unknown;
}
