import { type Runnable, runnable } from '../Runnable.ts';
import type { Branches } from '../step/Branches.ts';
import type { ChunkOf } from '../step/ChunkOf.ts';
import type { Fits } from '../step/Fits.ts';
import type { InOf } from '../step/InOf.ts';
import type { Opaque } from '../step/Opaque.ts';
import type { OutOf } from '../step/OutOf.ts';
import { record } from '../step/record.ts';
import { toSteps } from '../step/toStep.ts';
import type { Unsaid } from '../step/Unsaid.ts';

export function parallel<Steps, In = never>(
  branches: { readonly [K in keyof Steps]: Fits<Steps[K], Opaque<In>, Opaque<In>> } & Branches,
): Runnable<
  In | Unsaid<In, InOf<Steps>>,
  Opaque<OutOf<Steps, In | Unsaid<In, InOf<Steps>>>>,
  Opaque<ChunkOf<Steps, In | Unsaid<In, InOf<Steps>>>>
>;
export function parallel(branches: object): Runnable<never, unknown> {
  return runnable(record(toSteps(branches, 'parallel')) as never);
}
