import type { InvalidToolCall } from '../src/messages/InvalidToolCall.ts';
import type { ToolCall } from '../src/messages/ToolCall.ts';
import type { ToolCallChunk } from '../src/messages/ToolCallChunk.ts';
import { IndexSlots } from './IndexSlots.ts';
import type { Sum } from './Sum.ts';
import { ToolArguments } from './ToolArguments.ts';

/** The calls that fragments make up. */
export interface ToolCalls {
  readonly calls: readonly ToolCall[];
  readonly invalid: readonly InvalidToolCall[];
}

interface Call {
  name: string;
  id: string | undefined;
  readonly args: ToolArguments;
  shown?: ToolCall | undefined;
}

interface Entry {
  fragment: ToolCallChunk;
  name: string | undefined;
  args: string | undefined;
  id: string | undefined;
  isStale: boolean;
  readonly call: Call;
}

/**
 * Adds fragments of tool calls. Fragments with the same `index` and no other id become one, others are appended: names and
 * arguments concatenate, the first id stays.
 *
 * The calls: a fragment without index, name and id of its own goes on with the call of the one before it, if that has no
 * index either. A call without a name is invalid; while there is one, a call without arguments is invalid too, since they
 * may be what the nameless one holds.
 */
export class ToolCallSum implements Sum<readonly ToolCallChunk[]> {
  readonly #entries: Entry[] = [];
  readonly #calls: Call[] = [];
  readonly #slots = new IndexSlots<Entry>();
  #value: readonly ToolCallChunk[] | undefined = undefined;

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  add(fragments: readonly ToolCallChunk[]): void {
    for (const fragment of fragments) {
      this.#addFragment(fragment);
    }
    this.#value = undefined;
  }

  get value(): readonly ToolCallChunk[] {
    this.#value ??= this.#entries.map(fragmentOf);
    return this.#value;
  }

  /** The calls with their arguments as far as they have arrived. */
  shown(): ToolCalls {
    return this.#callsWith((args) => args.shown());
  }

  /** The calls once everything has arrived: arguments that are not whole make a call invalid. */
  whole(): ToolCalls {
    return this.#callsWith((args) => args.whole());
  }

  #addFragment(fragment: ToolCallChunk): void {
    const { index } = fragment;
    const id = fragment.id || undefined;
    if (index === undefined || index === null) {
      this.#append(fragment, this.#openCall(fragment, id));
      return;
    }
    const entry = this.#slots.find(index, id);
    if (entry === undefined) {
      this.#slots.note(this.#append(fragment, undefined), index, id);
      return;
    }
    this.#slots.note(entry, index, id);
    entry.isStale = true;
    entry.id ??= id;
    entry.name = joined(entry.name, fragment.name);
    entry.args = joined(entry.args, fragment.args);
    grow(entry.call, fragment);
  }

  #append(fragment: ToolCallChunk, openCall: Call | undefined): Entry {
    const call = openCall ?? { name: '', id: undefined, args: new ToolArguments() };
    if (openCall === undefined) {
      this.#calls.push(call);
    }
    grow(call, fragment);
    const entry: Entry = {
      fragment,
      name: fragment.name ?? undefined,
      args: fragment.args ?? undefined,
      id: fragment.id || undefined,
      isStale: false,
      call,
    };
    this.#entries.push(entry);
    return entry;
  }

  #openCall(fragment: ToolCallChunk, id: string | undefined): Call | undefined {
    const last = this.#entries.at(-1);
    const hasIndex = last?.fragment.index !== undefined && last.fragment.index !== null;
    const isOther = Boolean(fragment.name) || (id !== undefined && id !== last?.call.id);
    return last === undefined || hasIndex || isOther ? undefined : last.call;
  }

  #callsWith(argsOf: (args: ToolArguments) => ToolCall['args'] | undefined): ToolCalls {
    const calls: ToolCall[] = [];
    const invalid: InvalidToolCall[] = [];
    const hasOrphan = this.#calls.some((call) => call.name === '');
    for (const call of this.#calls) {
      const args = argsOf(call.args);
      const problem = problemOf(call, hasOrphan);
      if (problem === undefined && args !== undefined) {
        calls.push(shownCall(call, args));
      } else {
        const error = problem ?? 'The arguments are not whole.';
        invalid.push({ ...identityOf(call), args: call.args.text, error });
      }
    }
    return { calls, invalid };
  }
}

function grow(call: Call, fragment: ToolCallChunk): void {
  call.id ??= fragment.id || undefined;
  call.name += fragment.name ?? '';
  call.args.add(fragment.args ?? '');
}

function joined(left: string | undefined, right: string | null | undefined): string | undefined {
  return left === undefined ? (right ?? undefined) : left + (right ?? '');
}

function fragmentOf(entry: Entry): ToolCallChunk {
  if (entry.isStale) {
    entry.isStale = false;
    const { name, args, id } = entry;
    entry.fragment = {
      ...(name === undefined ? undefined : { name }),
      ...(args === undefined ? undefined : { args }),
      ...(id === undefined ? undefined : { id }),
      index: entry.fragment.index,
    };
  }
  return entry.fragment;
}

function problemOf(call: Call, hasOrphan: boolean): string | undefined {
  if (call.name === '') {
    return 'The call has no name.';
  }
  return hasOrphan && call.args.isBlank
    ? 'The arguments may be those of a call without a name.'
    : call.args.problem;
}

function shownCall(call: Call, args: ToolCall['args']): ToolCall {
  const { shown } = call;
  if (shown?.args !== args || shown.name !== call.name || shown.id !== call.id) {
    call.shown = { name: call.name, args, ...(call.id === undefined ? undefined : { id: call.id }) };
  }
  return call.shown as ToolCall;
}

function identityOf(call: Call): { readonly name?: string; readonly id?: string } {
  return {
    ...(call.name === '' ? undefined : { name: call.name }),
    ...(call.id === undefined ? undefined : { id: call.id }),
  };
}
