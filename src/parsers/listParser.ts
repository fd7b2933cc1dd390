import { addChunks } from '../../operators/addChunks.ts';
import { textOf } from '../messages/textOf.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { type Kernel, type Nothing, nothing } from '../step/Step.ts';
import type { ParserInput } from './stringParser.ts';

/**
 * The items of a comma-separated list, each as soon as it is complete: lists of the new items, which concatenate. Items are
 * trimmed; empty ones are left out. The last one comes with the end of the text.
 *
 * @example
 * listParser().stream('red, green, blue'); // ['red', 'green'] then ['blue']
 */
export function listParser(): Runnable<ParserInput, string[]> {
  return runnable({
    name: 'CommaSeparatedListOutputParser',
    type: 'parser',
    join: addChunks,
    readsText: true,
    kernel: () => new ListItems(),
  });
}

class ListItems implements Kernel<ParserInput, string[]> {
  #item = '';

  write(chunk: ParserInput): string[] | Nothing {
    const parts = textOf(chunk).split(',');
    const last = parts.pop()!;
    if (parts.length === 0) {
      this.#item += last;
      return nothing;
    }
    parts[0] = this.#item + parts[0];
    this.#item = last;
    return complete(parts);
  }

  end(): string[] | Nothing {
    return complete([this.#item]);
  }
}

function complete(parts: readonly string[]): string[] | Nothing {
  const items = parts.map((part) => part.trim()).filter((part) => part !== '');
  return items.length === 0 ? nothing : items;
}
