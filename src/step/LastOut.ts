import type { Opaque } from './Opaque.ts';
import type { OutBehind } from './OutBehind.ts';

/** What a chain of the steps gives as a whole. */
export type LastOut<Steps extends readonly unknown[], In> = Opaque<OutBehind<Steps, In>>;
