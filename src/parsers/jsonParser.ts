import type { z } from 'zod';
import type { DeepPartial } from '../../operators/DeepPartial.ts';
import { isSameJson } from '../../operators/isSameJson.ts';
import { PartialJson, type PartialJsonOptions } from '../../operators/PartialJson.ts';
import { parseWith } from '../../operators/parseWith.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { schemaMismatch } from '../../operators/schemaMismatch.ts';
import { textOf } from '../messages/textOf.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { FailAfter } from '../step/FailAfter.ts';
import { type Kernel, type Nothing, nothing } from '../step/Step.ts';
import type { ParserInput } from './stringParser.ts';

export interface JsonParserOptions<T> extends PartialJsonOptions {
  /** Checks the last value, and gives the type. What does not fit is an error (`schema_mismatch`) that lists the paths. */
  readonly schema?: z.ZodType<T> | undefined;
}

/**
 * JSON as it grows: after each piece of text the value that the text so far means, whenever it shows something new. A
 * snapshot replaces the one before it and is never touched again; unchanged parts keep their identity.
 *
 * Completes with its source. Text that is no JSON fails as soon as that is certain, text that is cut short at its end
 * (`json_syntax`, `json_truncated`, `json_no_json`; `error.partial` is the last snapshot). Unsubscribing drops it.
 *
 * @example
 * chain(model, jsonParser<{ countries: { name: string }[] }>()).stream(question).subscribe((snapshot) => render(snapshot));
 */
export function jsonParser<T = unknown>(
  options: JsonParserOptions<T> = {},
): Runnable<ParserInput, T, DeepPartial<T>> {
  const { schema, ...reading } = options;
  new PartialJson(reading);
  return runnable<ParserInput, T, DeepPartial<T>>({
    name: 'JsonOutputParser',
    type: 'parser',
    join: replaceChunks,
    readsText: true,
    kernel: () => new Snapshots(reading, schema) as unknown as Kernel<ParserInput, DeepPartial<T>>,
  });
}

class Snapshots implements Kernel<ParserInput, unknown> {
  readonly #json: PartialJson;
  readonly #schema: z.ZodType | undefined;
  #shown: unknown;

  constructor(options: PartialJsonOptions, schema: z.ZodType | undefined) {
    this.#json = new PartialJson(options);
    this.#schema = schema;
  }

  write(chunk: ParserInput): unknown {
    return this.#guard(() => this.#json.write(textOf(chunk)));
  }

  end(): unknown {
    const last = this.#guard(() => this.#json.end());
    const value = last === nothing ? this.#shown : last;
    if (this.#schema === undefined || value === undefined) return last;
    const checked = parseWith(this.#schema, value, 'jsonParser');
    if (!checked.success) {
      const error = schemaMismatch('jsonParser: the JSON does not fit the schema', checked.error, value);
      throw last === nothing ? error : new FailAfter(last, error);
    }
    return isSameJson(checked.data, value) ? last : checked.data;
  }

  #guard(read: () => unknown): unknown | Nothing {
    let error: unknown;
    let value: unknown;
    try {
      value = read();
    } catch (thrown) {
      error = thrown;
      value = this.#json.value;
    }
    const isNew = value !== undefined && value !== this.#shown;
    this.#shown = value;
    if (error !== undefined) throw isNew ? new FailAfter(value, error) : error;
    return isNew ? value : nothing;
  }
}
