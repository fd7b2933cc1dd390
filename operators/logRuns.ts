import { asyncScheduler, concatMap, defer, type OperatorFunction } from 'rxjs';
import type { EventFilter } from '../src/events/EventFilter.ts';
import { phaseOfEvent } from '../src/events/phaseOfEvent.ts';
import type { RunEvent } from '../src/events/RunEvent.ts';
import { EventSelection } from './EventSelection.ts';
import { previewOf } from './previewOf.ts';

/** The filter chooses which runs are shown; what runs inside a hidden run moves out by one level. */
export interface LogRunsOptions extends EventFilter {
  /** Whether chunks get a line each (default `false`: they are counted). */
  readonly chunks?: boolean | undefined;
  /** Whether inputs, chunks and outputs are shown (default `true`). Off, the log holds names, times and errors. */
  readonly values?: boolean | undefined;
  /** How many characters of a value are shown (default 60). */
  readonly width?: number | undefined;
}

/**
 * What happens, as lines of text while it happens, indented by parent. Marble signs: `^` start, `-` chunk, `|` end, `#` error,
 * `!` cancel, `*` custom event. Times are ms of the run, by the RxJS clock.
 *
 * Completes, fails and is torn down with its source; an empty source gives nothing. An unknown filter key throws at once.
 *
 * @example
 * chain.streamEvents({ topic: 'parrots' }).pipe(logRuns()).subscribe((line) => console.log(line));
 * // ^ RunnableSequence {"topic":"parrots"}
 * //   ^ ChatPromptTemplate {"topic":"parrots"}
 * //   | ChatPromptTemplate 0 ms {"type":"chat_prompt_value", …
 * //   ^ model {"messages":[[{"type":"human", …
 * //   | model 41 ms, 12 chunks "Why did the parrot …
 * // | RunnableSequence 42 ms, 12 chunks "Why did the parrot …
 */
export function logRuns(options: LogRunsOptions = {}): OperatorFunction<RunEvent, string> {
  const { chunks = false, values = true, width = 60, ...filter } = options;
  const selection = new EventSelection(filter);
  return (events) =>
    defer(() => {
      const lines = new RunLines(selection.perRun(), { chunks, values, width });
      return events.pipe(concatMap((event) => lines.write(event)));
    });
}

/** What is remembered of a run that is going on. */
interface OpenRun {
  readonly depth: number;
  readonly start: number;
  chunks: number;
}

const signs = { start: '^', stream: '-', end: '|', error: '#', cancel: '!', custom: '*' } as const;

class RunLines {
  readonly #isShown: (event: RunEvent) => boolean;
  readonly #options: { readonly chunks: boolean; readonly values: boolean; readonly width: number };
  readonly #open: Map<string, OpenRun> = new Map();

  constructor(
    isShown: (event: RunEvent) => boolean,
    options: { chunks: boolean; values: boolean; width: number },
  ) {
    this.#isShown = isShown;
    this.#options = options;
  }

  write(event: RunEvent): readonly string[] {
    if (!this.#isShown(event)) return [];
    const phase = phaseOfEvent(event);
    if (phase === 'start') {
      const depth = event.parent_ids.filter((id) => this.#open.has(id)).length;
      this.#open.set(event.run_id, { depth, start: asyncScheduler.now(), chunks: 0 });
    }
    const run = this.#open.get(event.run_id);
    if (phase === 'stream') {
      if (run !== undefined) run.chunks++;
      if (!this.#options.chunks) return [];
    }
    const isOver = phase === 'end' || phase === 'error' || phase === 'cancel';
    if (isOver) this.#open.delete(event.run_id);
    const depth = (run?.depth ?? 0) + (phase === 'custom' && run !== undefined ? 1 : 0);
    const times = isOver && run !== undefined ? ` ${timesOf(run)}` : '';
    const value = this.#valueOf(event);
    return [`${'  '.repeat(depth)}${signs[phase]} ${event.name}${times}${value === '' ? '' : ` ${value}`}`];
  }

  #valueOf(event: RunEvent): string {
    const data = event.data as Readonly<Record<string, unknown>>;
    if (event.event === 'on_custom_event') return this.#show(data);
    if ('error' in data) {
      const { name, message } = data.error as { readonly name: string; readonly message: string };
      return `${name}: ${message}`;
    }
    if ('reason' in data) return `(${String(data.reason)})`;
    for (const key of ['chunk', 'output', 'input']) {
      if (key in data) return this.#show(data[key]);
    }
    return '';
  }

  #show(value: unknown): string {
    return this.#options.values ? previewOf(value, this.#options.width) : '';
  }
}

function timesOf({ start, chunks }: OpenRun): string {
  const ms = `${Math.round(asyncScheduler.now() - start)} ms`;
  return chunks === 0 ? ms : `${ms}, ${chunks} chunk${chunks === 1 ? '' : 's'}`;
}
