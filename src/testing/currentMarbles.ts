import type { MarbleContext } from './MarbleContext.ts';

/** The marble test whose body runs now, for matchers that are given none. */
export const currentMarbles: { context: MarbleContext | undefined } = { context: undefined };
