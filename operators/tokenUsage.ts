import { concatMap, defer, EMPTY, type Observable, type OperatorFunction, of } from 'rxjs';
import type { RunEvent } from '../src/events/RunEvent.ts';
import type { AIMessage } from '../src/messages/AIMessage.ts';
import type { AIMessageChunk } from '../src/messages/AIMessageChunk.ts';
import { setOwn } from '../src/messages/setOwn.ts';
import type { UsageMetadata } from '../src/messages/UsageMetadata.ts';
import { addUsage } from './addUsage.ts';

/** Tokens of chat models so far. */
export interface TokenUsage extends UsageMetadata {
  /** How many runs of models told their usage. */
  readonly calls: number;
  /** The same by model: by the name that the provider told, else by that of the run. */
  readonly models: Readonly<Record<string, UsageMetadata>>;
}

/**
 * The tokens that chat models took, added up over the events of a run: the total so far, after each model run that told its
 * usage. A run that failed or was cancelled counts with what it had told. Nested runs count once. Retries count each.
 *
 * Completes, fails and is torn down with its source; without usage it emits nothing.
 *
 * @example
 * chain.streamEvents(input).pipe(tokenUsage(), takeLast(1)).subscribe(({ total_tokens }) => show(total_tokens));
 */
export function tokenUsage(): OperatorFunction<RunEvent, TokenUsage> {
  return (events) =>
    defer(() => {
      const account = new UsageAccount();
      return events.pipe(concatMap((event) => account.write(event)));
    });
}

const noUsage: UsageMetadata = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };

interface OpenRun {
  usage: UsageMetadata | undefined;
  model: string;
}

class UsageAccount {
  readonly #open = new Map<string, OpenRun>();
  #total: TokenUsage = { ...noUsage, calls: 0, models: {} };

  write(event: RunEvent): Observable<TokenUsage> {
    switch (event.event) {
      case 'on_chat_model_stream':
        this.#take(event.run_id, event.name, event.data.chunk);
        return EMPTY;
      case 'on_chat_model_end': {
        const { output } = event.data;
        // The whole message counts, in place of its pieces.
        if (output?.usage_metadata !== undefined) {
          this.#open.delete(event.run_id);
          this.#take(event.run_id, event.name, output);
        }
        return this.#close(event.run_id);
      }
      case 'on_chat_model_error':
      case 'on_chat_model_cancel':
        return this.#close(event.run_id);
      default:
        return EMPTY;
    }
  }

  #take(id: string, name: string, message: AIMessage | AIMessageChunk): void {
    const { usage_metadata: usage, response_metadata } = message;
    const model = response_metadata?.model_name;
    if (usage === undefined && model === undefined) return;
    const run = this.#open.get(id) ?? { usage: undefined, model: name };
    this.#open.set(id, run);
    if (typeof model === 'string') run.model = model;
    if (usage !== undefined) run.usage = run.usage === undefined ? usage : addUsage(run.usage, usage);
  }

  #close(id: string): Observable<TokenUsage> {
    const run = this.#open.get(id);
    this.#open.delete(id);
    if (run?.usage === undefined) return EMPTY;
    const { usage, model } = run;
    const { calls, models, ...sum } = this.#total;
    const own = Object.hasOwn(models, model) ? addUsage(models[model]!, usage) : usage;
    const all = { ...models };
    setOwn(all, model, own);
    this.#total = { ...addUsage(sum, usage), calls: calls + 1, models: all };
    return of(this.#total);
  }
}
