import { readdirSync, readFileSync } from 'node:fs';
import { type Observable, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { addChunks } from '../../operators/addChunks.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { checkLaws } from './checkLaws.ts';
import { compareEvents } from './compareEvents.ts';
import { differencesOf } from './differencesOf.ts';
import type { EventCase, EventScenario, GoldenError } from './EventScenario.ts';
import { runnableOf } from './scenarioRunnables.ts';

const folder = new URL('./events/', import.meta.url);
const scenarios = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as EventScenario,
);

/** Where a scenario says of more than the root which ids its runs must have. */
const givenIds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  acc_run_ids: {
    r1: '00000000-0000-0000-0000-000000000007',
    r2: '00000000-0000-0000-0000-000000000008',
    r3: '00000000-0000-0000-0000-000000000009',
  },
};

interface Outcome<T> {
  readonly values: T[];
  readonly error?: unknown;
}

const outcomeOf = <T>(source: Observable<T>): Promise<Outcome<T>> =>
  new Promise((resolve) => {
    const values: T[] = [];
    source.subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => resolve({ values, error }),
      complete: () => resolve({ values }),
    });
  });

function expectError(actual: unknown, expected: GoldenError | undefined): void {
  if (expected === undefined) expect(actual).toBeUndefined();
  else expect(actual).toMatchObject(expected);
}

function expectSame(actual: unknown, expected: unknown, path: string): void {
  expect(differencesOf(actual, expected, path)).toEqual([]);
}

const casesOf = (scenario: EventScenario): [string, EventCase][] =>
  scenario.cases === undefined
    ? [['', scenario]]
    : scenario.cases.map((one, i) => [` ${one.name ?? i + 1}`, { ...scenario, ...one }]);

/** An async generator answers a microtask later, so its chunks follow each token only where tokens come one by one. */
const needsPace = new Set(['seed_generator_tail']);

type Row = readonly [title: string, scenario: EventScenario, one: EventCase, pace: number | undefined];

const all = scenarios.flatMap((scenario) =>
  casesOf(scenario).flatMap(([suffix, one]): Row[] => {
    const name = `${scenario.name}${suffix}`;
    if (scenario.model === undefined) return [[name, scenario, one, undefined]];
    const paced: Row = [`${name}, tokens 1 ms apart`, scenario, one, 1];
    return needsPace.has(scenario.name) ? [paced] : [[`${name}, all tokens at once`, scenario, one, undefined], paced];
  }),
);

describe.each(all)('%s', (_, scenario, one, pace) => {
  const { input, config = {}, filters = {} } = one;

  it('tells its events', async () => {
    const { values, error } = await outcomeOf(runnableOf(scenario, pace).streamEvents(input, { version: 'v2', ...config, ...filters }));
    compareEvents(values, one, givenIds[scenario.name]);
    expectError(error, one.eventsError);
    checkLaws(values, one.filters === undefined ? { input } : { isFiltered: true });
  });

  it('tells a sink the same, and obeys the laws unfiltered', async () => {
    const told: RunEvent[] = [];
    const events = new Subject<RunEvent>();
    events.subscribe((event) => told.push(event));
    await outcomeOf(runnableOf(scenario, pace).stream(input, { ...config, events }));
    checkLaws(told, { input });
    if (one.filters === undefined) compareEvents(told, one, givenIds[scenario.name]);
  });

  it('streams its chunks', async () => {
    const { values, error } = await outcomeOf(runnableOf(scenario, pace).stream(input, config));
    expectError(error, one.streamError);
    if (one.streamed === undefined) return;
    if (one.compare === 'exact') expectSame(values, one.streamed, 'streamed');
    else expectSame(values.length === 0 ? undefined : values.reduce(addChunks), one.invoke, 'streamed, joined');
  });

  it('invokes to its whole', async () => {
    const { values, error } = await outcomeOf(runnableOf(scenario, pace).invoke(input, config));
    expectError(error, one.invokeError);
    if (one.invokeError !== undefined) return;
    // A chain that lets nothing out completes empty.
    if (one.invoke === null) expect([[], [null]]).toContainEqual(values);
    else expectSame(values, [one.invoke], 'invoke');
  });

  it('obeys the laws when it is invoked', async () => {
    const told: RunEvent[] = [];
    await outcomeOf(runnableOf(scenario, pace).invoke(input, { ...config, events: { next: (event) => told.push(event) } }));
    checkLaws(told, { input });
  });
});
