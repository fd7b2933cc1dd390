import type { z } from 'zod';
import { parseWith } from '../../operators/parseWith.ts';
import { schemaMismatch } from '../../operators/schemaMismatch.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { checkFunction } from '../step/checkFunction.ts';
import type { ToolResult } from './ToolResult.ts';

export interface ToolOptions<Schema extends z.ZodType> {
  /** The name by which a model asks for it, and the name of its runs. */
  readonly name: string;
  /** Tells the model what it does. */
  readonly description: string;
  /** What it takes; `z.string()` for a tool that takes a string. */
  readonly schema: Schema;
  /** Whether an agent must ask before it runs this, always or for some inputs (default: never). */
  readonly needsApproval?: boolean | ((input: z.output<Schema>) => boolean) | undefined;
}

/** A function that a model may ask for, with what the model must know about it. */
export interface Tool<Schema extends z.ZodType = z.ZodType, Out = unknown>
  extends Runnable<z.input<Schema>, Out> {
  readonly description: string;
  readonly schema: Schema;
  readonly needsApproval?: boolean | ((input: z.output<Schema>) => boolean) | undefined;
  withConfig(config: RunConfig): Tool<Schema, Out>;
}

/**
 * A function with a schema as a runnable that a model may ask for. Its input is checked first (`schema_mismatch` lists what is
 * wrong); then the function gets it, with the config of its run: what it runs becomes its child, with or without the config.
 * A promise is waited for, an Observable is joined.
 *
 * Completes with the result. Errors of the function go through unchanged; unsubscribing fires `config.signal`.
 *
 * @example
 * const add = tool(({ a, b }) => a + b, { name: 'add', description: 'adds', schema: z.object({ a: z.number(), b: z.number() }) });
 */
export function tool<Schema extends z.ZodType, Result>(
  fn: (input: z.output<Schema>, config: RunConfig) => Result,
  options: ToolOptions<Schema>,
): Tool<Schema, ToolResult<Result>> {
  const { name, schema } = options;
  checkFunction(fn, `tool "${name}"`);
  checkFunction(schema?.safeParse, `tool "${name}", schema.safeParse`);
  const made = runnable<z.input<Schema>, ToolResult<Result>>({
    name,
    type: 'tool',
    tells: 'never',
    once: (input, run) => fn(checked(input, schema, name), run.config()),
  });
  return describe(made, options);
}

/** Puts on a runnable, and on what `withConfig` makes of it, what a model and an agent must know. */
function describe<Schema extends z.ZodType, Out>(
  made: Runnable<z.input<Schema>, Out>,
  options: ToolOptions<Schema>,
): Tool<Schema, Out> {
  const { description, schema, needsApproval } = options;
  const { withConfig } = made;
  Object.defineProperties(made, {
    description: { value: description, enumerable: true },
    schema: { value: schema, enumerable: true },
    needsApproval: { value: needsApproval, enumerable: needsApproval !== undefined },
    withConfig: {
      value: (config: RunConfig) => describe(withConfig.call(made, config), options),
    },
  });
  return made as Tool<Schema, Out>;
}

function checked<Schema extends z.ZodType>(input: unknown, schema: Schema, name: string): z.output<Schema> {
  const result = parseWith(schema, input, `The tool ${name}`);
  if (result.success) return result.data;
  throw schemaMismatch(`The tool ${name} cannot take this input`, result.error, input);
}
