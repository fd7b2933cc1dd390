/** Where a text is, before and behind its JSON document. */
export type SurroundingState = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Nothing but white space yet. */
export const atStart = 0;
/** A number or a word that is the document if nothing follows. */
export const inScalar = 1;
/** Behind a scalar, or behind the document. */
export const afterDocument = 2;
export const inProse = 3;
/** Behind a bracket in prose that may start the document. */
export const afterOpener = 4;
export const inBackticks = 5;
/** The word behind the backticks that open a fence. */
export const inInfo = 6;
/** A fence of JSON, before its content. */
export const inFence = 7;
/** A fence of something else. */
export const inForeignFence = 8;
