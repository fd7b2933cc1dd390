/** A question and what has come of it. */
export interface Turn {
  readonly question: string;
  /** In paragraphs: while the last one grows, those before it need no layout. */
  readonly answer: readonly string[];
  readonly phase: 'idle' | 'pending' | 'streaming' | 'done' | 'stopped' | 'error';
  readonly problem?: string;
}
