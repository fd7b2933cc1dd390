import type { z } from 'zod';
import { fragmentsOf } from '../../operators/fragmentsOf.ts';
import { PartialJson } from '../../operators/PartialJson.ts';
import { parseWith } from '../../operators/parseWith.ts';
import { schemaMismatch } from '../../operators/schemaMismatch.ts';
import { ToolCallSum } from '../../operators/ToolCallSum.ts';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import { textOf } from '../messages/textOf.ts';
import { RunnableError } from '../RunnableError.ts';
import { FailAfter } from '../step/FailAfter.ts';
import { type Kernel, type Nothing, nothing } from '../step/Step.ts';

type Reply = AIMessage | AIMessageChunk;

/** How a value stands in a reply: its pieces go in, what they mean so far comes out. */
interface Reader {
  /** May throw; `value` is then what had been read. */
  read(reply: Reply): void;
  readonly value: unknown;
  /** The value is whole, or this throws. */
  end(): void;
}

export interface StructuredReplyOptions {
  readonly schema: z.ZodType;
  /** The value stands under the key `input`. */
  readonly isWrapped: boolean;
  /** The tool whose arguments are the value; none: the value is the text. */
  readonly tool?: string | undefined;
}

/** Snapshots of the value that a reply holds; the last one has passed the schema. */
export class StructuredReply implements Kernel<Reply, unknown> {
  readonly #options: StructuredReplyOptions;
  readonly #reader: Reader;
  #shown: unknown;

  constructor(options: StructuredReplyOptions) {
    this.#options = options;
    this.#reader = options.tool === undefined ? new TextReader() : new CallReader(options.tool);
  }

  write(reply: Reply): unknown | Nothing {
    return this.#guard(() => this.#reader.read(reply));
  }

  end(): unknown | Nothing {
    const last = this.#guard(() => this.#reader.end());
    const { data, error } = parseWith(this.#options.schema, this.#shown, 'withStructuredOutput');
    if (error !== undefined) {
      const mismatch = schemaMismatch('withStructuredOutput: the reply does not fit', error, this.#shown);
      throw last === nothing ? mismatch : new FailAfter(last, mismatch);
    }
    return isSame(data, this.#shown) ? last : data;
  }

  #guard(read: () => void): unknown | Nothing {
    let failure: { readonly error: unknown } | undefined;
    try {
      read();
    } catch (error) {
      failure = { error };
    }
    const { value } = this.#reader;
    const inner = this.#options.isWrapped
      ? (value as { readonly input?: unknown } | undefined)?.input
      : value;
    const isNew = inner !== undefined && inner !== this.#shown;
    if (isNew) this.#shown = inner;
    if (failure !== undefined) throw isNew ? new FailAfter(inner, failure.error) : failure.error;
    return isNew ? inner : nothing;
  }
}

class TextReader implements Reader {
  readonly #json = new PartialJson();

  read(reply: Reply): void {
    this.#json.write(textOf(reply));
  }

  get value(): unknown {
    return this.#json.value;
  }

  end(): void {
    this.#json.end();
  }
}

class CallReader implements Reader {
  readonly #tool: string;
  readonly #sum = new ToolCallSum();
  #hasNew = false;
  #value: unknown;

  constructor(tool: string) {
    this.#tool = tool;
  }

  read(reply: Reply): void {
    const fragments = fragmentsOf(reply);
    if (fragments.length === 0) return;
    this.#sum.add(fragments);
    this.#hasNew = true;
  }

  get value(): unknown {
    if (this.#hasNew) {
      this.#value = this.#sum.shown().calls.find(({ name }) => name === this.#tool)?.args ?? this.#value;
      this.#hasNew = false;
    }
    return this.#value;
  }

  end(): void {
    const { calls, invalid } = this.#sum.whole();
    const [wrong] = invalid;
    if (wrong !== undefined) {
      throw new RunnableError(
        `withStructuredOutput: the call of ${this.#tool} is not whole. ${wrong.error}`,
        {
          code: 'bad_arguments',
          partial: this.value,
        },
      );
    }
    if (calls.some(({ name }) => name === this.#tool)) return;
    throw new RunnableError(
      `withStructuredOutput: the model did not call ${this.#tool}. Try { method: 'json' }, or tell it to call.`,
      { code: 'no_output' },
    );
  }
}

function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
