import type { StepLike } from './StepLike.ts';

/** `S` where it can stand first in a chain, else what can. */
export type First<S> = S & ([S] extends [never] ? unknown : S extends StepLike ? unknown : StepLike);
