import type { z } from 'zod';
import type { Runnable } from '../Runnable.ts';

/** A tool as an agent needs it: what `tool()` makes, or another runnable with a name, a description and a schema. */
export interface AgentTool extends Runnable<never, unknown, unknown> {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly needsApproval?: boolean | ((input: never) => boolean) | undefined;
}
