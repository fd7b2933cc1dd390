import type { DeepPartial } from '../../operators/DeepPartial.ts';

/** A call on its way: its arguments as far as they have arrived. It must not be run. */
export interface PartialToolCall<Args = Readonly<Record<string, unknown>>> {
  readonly status: 'partial';
  readonly name: string;
  readonly id?: string;
  readonly args: DeepPartial<Args>;
}

/** A call that may be run: the reply is over, its arguments are complete and fit the schema of its tool. */
export interface ReadyToolCall<Args = Readonly<Record<string, unknown>>> {
  readonly status: 'ready';
  readonly name: string;
  readonly id?: string;
  readonly args: Args;
}

/** A tool call of a reply, as the parser shows it. */
export type ParsedToolCall<Args = Readonly<Record<string, unknown>>> =
  | PartialToolCall<Args>
  | ReadyToolCall<Args>;
