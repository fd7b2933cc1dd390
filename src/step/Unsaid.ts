import type { Opaque } from './Opaque.ts';

/** `Taken` where no chain around it says what comes in; for `In | Unsaid<In, Taken>`. */
export type Unsaid<In, Taken> = [In] extends [never] ? Opaque<Taken> : never;
