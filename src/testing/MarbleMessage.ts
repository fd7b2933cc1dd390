/** What happened at one time on a stream: a value, an error or the end. */
export interface MarbleMessage {
  readonly frame: number;
  readonly notification: {
    readonly kind: 'N' | 'E' | 'C';
    readonly value?: unknown;
    readonly error?: unknown;
  };
}
