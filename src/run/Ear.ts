/** While one tells, what others tell its sinks waits, so that all observers of a sink see one order. */
export interface Turn {
  isTaken: boolean;
  /** How many turns were taken around it. */
  depth: number;
  readonly waiting: (() => void)[];
}

/**
 * One per sink, over all runs: whose turn it is to tell it something, or was last. It is kept when the turn is over: a store of
 * a reference per event is what costs most while the garbage collector marks.
 */
export interface Ear {
  turn: Turn;
}

export function newTurn(): Turn {
  return { isTaken: false, depth: 0, waiting: [] };
}
