import type { z } from 'zod';
import { fragmentsOf } from '../../operators/fragmentsOf.ts';
import { isWrappedSchema } from '../../operators/isWrappedSchema.ts';
import { parseWith } from '../../operators/parseWith.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { schemaMismatch } from '../../operators/schemaMismatch.ts';
import { ToolCallSum } from '../../operators/ToolCallSum.ts';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { InvalidToolCall } from '../messages/InvalidToolCall.ts';
import type { ToolCall } from '../messages/ToolCall.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { type Kernel, type Nothing, nothing } from '../step/Step.ts';
import type { ParsedToolCall, ReadyToolCall } from './ParsedToolCall.ts';

export interface ToolCallsParserOptions {
  /** What may be called: tools, or names with schemas. Without it any name will do, and arguments must be complete alone. */
  readonly tools?: readonly { readonly name: string; readonly schema: z.ZodType }[] | undefined;
}

/**
 * The tool calls of a reply as they grow: lists of all calls so far, each with its arguments as the JSON so far means them.
 * A list replaces the one before it; calls that did not change keep their identity. With the end of the reply every call is
 * `ready`; a reply without calls gives `[]`. The text of the reply is left out. Arguments go on as they came: a tool checks
 * and transforms them itself.
 *
 * Fails at the end of the reply when a call is not fit to be run, with the list so far as `partial`: arguments that are cut
 * off or no JSON object (`bad_arguments`), that do not fit (`schema_mismatch`), a name that is not among the tools
 * (`unknown_tool`). A reply that breaks off fails with its own error, and no call becomes `ready`. Unsubscribing drops it.
 *
 * @example
 * model.pipe(toolCallsParser()).stream(question).subscribe((calls) => show(calls));
 */
export function toolCallsParser<Args = Readonly<Record<string, unknown>>>(
  options: ToolCallsParserOptions = {},
): Runnable<AIMessage | AIMessageChunk, readonly ReadyToolCall<Args>[], readonly ParsedToolCall<Args>[]> {
  const tools = options.tools && new Map(options.tools.map((tool) => [tool.name, toolOf(tool.schema)]));
  return runnable<
    AIMessage | AIMessageChunk,
    readonly ReadyToolCall<Args>[],
    readonly ParsedToolCall<Args>[]
  >({
    name: 'ToolCallsParser',
    type: 'parser',
    join: replaceChunks,
    kernel: () => new Calls(tools) as unknown as Kernel<never, readonly ParsedToolCall<Args>[]>,
  });
}

interface Known {
  readonly schema: z.ZodType;
  readonly isWrapped: boolean;
}

function toolOf(schema: z.ZodType): Known {
  return { schema, isWrapped: isWrappedSchema(schema) };
}

class Calls implements Kernel<AIMessage | AIMessageChunk, readonly ParsedToolCall<unknown>[]> {
  readonly #tools: ReadonlyMap<string, Known> | undefined;
  readonly #sum = new ToolCallSum();
  #seen: readonly ToolCall[] = [];
  #shown: readonly ParsedToolCall<unknown>[] = [];

  constructor(tools: ReadonlyMap<string, Known> | undefined) {
    this.#tools = tools;
  }

  write(piece: AIMessage | AIMessageChunk): readonly ParsedToolCall<unknown>[] | Nothing {
    const fragments = fragmentsOf(piece);
    if (fragments.length === 0) return nothing;
    this.#sum.add(fragments);
    return this.#show(this.#sum.shown().calls) ? this.#shown : nothing;
  }

  end(): readonly ParsedToolCall<unknown>[] {
    const { calls, invalid } = this.#sum.whole();
    const [wrong] = invalid;
    if (wrong !== undefined) throw this.#faulty(wrong);
    return calls.map((call) => this.#ready(call));
  }

  #show(calls: readonly ToolCall[]): boolean {
    const seen = this.#seen;
    if (calls.length === seen.length && calls.every((call, i) => call === seen[i])) return false;
    const shown = this.#shown;
    this.#shown = calls.map((call, i) => (call === seen[i] ? shown[i]! : this.#partial(call)));
    this.#seen = calls;
    return true;
  }

  #partial(call: ToolCall): ParsedToolCall<unknown> {
    return { status: 'partial', ...call, args: this.#unwrapped(call) };
  }

  #ready(call: ToolCall): ReadyToolCall<unknown> {
    const args = this.#unwrapped(call);
    if (this.#tools !== undefined) {
      const tool = this.#tools.get(call.name);
      if (tool === undefined) throw this.#unknown(call.name);
      const { success, error } = parseWith(tool.schema, args, `The tool ${call.name}`);
      if (!success) {
        throw schemaMismatch(
          `toolCallsParser: the arguments for ${call.name} do not fit`,
          error,
          this.#shown,
        );
      }
    }
    return { status: 'ready', ...call, args };
  }

  #unwrapped({ name, args }: ToolCall): unknown {
    return this.#tools?.get(name)?.isWrapped === true ? args.input : args;
  }

  #faulty({ name = 'a call without a name', error }: InvalidToolCall): RunnableError {
    return new RunnableError(`toolCallsParser: the call of ${name} cannot be run. ${error}`, {
      code: 'bad_arguments',
      partial: this.#shown,
    });
  }

  #unknown(name: string): RunnableError {
    const known = [...this.#tools!.keys()].join(', ') || 'none';
    return new RunnableError(
      `toolCallsParser: there is no tool ${JSON.stringify(name)}; there are: ${known}.`,
      {
        code: 'unknown_tool',
        partial: this.#shown,
      },
    );
  }
}
