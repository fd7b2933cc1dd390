import type { Opaque } from './Opaque.ts';

/** What a chain says that comes in or, where nothing says it, what the steps take by themselves. */
export type Known<In, Taken> = [In] extends [never] ? Opaque<Taken> : In;
