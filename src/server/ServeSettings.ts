import { RunnableError } from '../RunnableError.ts';
import type { EventGate } from './allowEvents.ts';
import { allowEvents } from './allowEvents.ts';
import { describeFailure } from './describeFailure.ts';
import type { EventLog } from './EventLog.ts';
import { memoryEventLog } from './memoryEventLog.ts';
import type { PublicError } from './PublicError.ts';
import type { ServeEventsOptions } from './ServeEventsOptions.ts';

/** The options of `serveEvents`, complete and checked. */
export interface ServeSettings extends Required<{ [Key in Numbers]: number }> {
  readonly options: ServeEventsOptions<unknown>;
  readonly gate: EventGate;
  readonly log: EventLog;
  readonly whenLeft: 'cancel' | 'continue' | number;
  describe(error: unknown): PublicError;
  /** Tells the server's own side of a failure; never throws. */
  report(error: unknown): void;
}

type Numbers = 'heartbeat' | 'stall' | 'clientBuffer' | 'maxBody' | 'bodyTimeout' | 'maxRuns';

const defaults: Readonly<Record<Numbers, number>> = {
  heartbeat: 15_000,
  stall: 30_000,
  clientBuffer: 65_536,
  maxBody: 1_048_576,
  bodyTimeout: 30_000,
  maxRuns: 1_000,
};

export function settingsOf(options: ServeEventsOptions<unknown>): ServeSettings {
  if (typeof options?.input?.safeParseAsync !== 'function') throw wrong('`input` must be a zod schema');
  const { whenLeft = 'cancel', origins, credentials } = options;
  const numbers = { ...defaults };
  for (const name of Object.keys(defaults) as Numbers[]) {
    numbers[name] = options[name] ?? defaults[name];
    if (!(numbers[name] > 0)) throw wrong(`\`${name}\` must be more than 0; got ${numbers[name]}`);
  }
  if (whenLeft !== 'cancel' && whenLeft !== 'continue' && !(whenLeft >= 0)) {
    throw wrong("`whenLeft` must be 'cancel', 'continue' or milliseconds");
  }
  if (origins === '*' && credentials === true)
    throw wrong('`credentials` needs `origins` by name, not all of them');
  const report = (error: unknown): void => {
    try {
      options.onError?.(error);
    } catch {
      // Who reports failures has had its say.
    }
  };
  return {
    ...numbers,
    options,
    whenLeft,
    gate: allowEvents(options.allow ?? { root: true }),
    log: options.log ?? memoryEventLog(),
    report,
    describe: (error) => {
      try {
        return (options.describeError ?? describeFailure)(error);
      } catch (thrown) {
        report(thrown);
        return describeFailure(error);
      }
    },
  };
}

function wrong(what: string): RunnableError {
  return new RunnableError(`serveEvents: ${what}.`, { code: 'bad_config' });
}
