import type { RunEvent } from '../../src/events/RunEvent.ts';
import { differencesOf, type SameId } from './differencesOf.ts';
import type { EventCase, GoldenEvent } from './EventScenario.ts';

type Expectation = Pick<EventCase, 'compare' | 'events' | 'config' | 'eventsError'>;
type AnyEvent = RunEvent | GoldenEvent;

/**
 * Compares a list of events with a scenario of `test/golden/events`, and throws what differs.
 *
 * `exact`: the list in its order; ids are numbered by appearance, tags are sorted, metadata may have more keys. Behind a
 * failure that reaches the caller, terminals may come in any order that has the children first.
 * `per-run`: runs are recognised by name, tags and the path of their parents; of each its own events in order, starts of
 * parents before those of children, terminals after them, and chunks of a record after those of the branch they come from.
 * `ids` names the ids that runs must have: `{ r1: 'my-id' }`; `config.runId` is that of `r1`.
 */
export function compareEvents(
  actual: readonly RunEvent[],
  scenario: Expectation,
  ids: Readonly<Record<string, string>> = {},
): void {
  const given = typeof scenario.config?.['runId'] === 'string' ? { r1: scenario.config['runId'], ...ids } : ids;
  const differences = scenario.compare === 'exact' ? exact(actual, scenario, given) : perRun(actual, scenario, given);
  if (differences.length === 0) return;
  const shown = differences.slice(0, 12);
  const more = differences.length > shown.length ? [`… ${differences.length - shown.length} more`] : [];
  throw new Error(['The events are not those of the scenario:', ...shown, ...more].join('\n'));
}

// ---- in one order ----

function exact(actual: readonly RunEvent[], { events, eventsError }: Expectation, ids: Readonly<Record<string, string>>): string[] {
  const failsAt = eventsError === undefined ? -1 : events.findIndex(({ event }) => event.endsWith('_error'));
  const expected = failsAt === -1 ? events : sortTail(events, failsAt);
  const told = failsAt === -1 ? actual : sortTail(actual, failsAt);
  const [expectedNumbers, numbers] = [numberIds(expected), numberIds(told)];
  const sameId: SameId = (left, right) => expectedNumbers.get(left) === numbers.get(right);

  const wrongAt = firstIndex(Math.max(expected.length, told.length), (i) => line(expected[i], expectedNumbers) !== line(told[i], numbers));
  if (wrongAt !== -1) return sideBySide(expected, told, expectedNumbers, numbers, wrongAt);
  return [
    ...expected.flatMap((event, i) => eventDifferences(told[i] as RunEvent, event, `events[${i}]`, sameId)),
    ...givenIds(ids, (id) => told[expected.findIndex(({ run_id }) => run_id === id)]?.run_id),
    ...(failsAt === -1 ? [] : terminalOrder(actual)),
  ];
}

/** Orders the terminals behind a failure by run; that children come first is checked on the list as it is. */
function sortTail<Event extends AnyEvent>(events: readonly Event[], from: number): Event[] {
  const numbers = numberIds(events);
  const key = ({ run_id, parent_ids }: Event): number => -1_000 * parent_ids.length + (numbers.get(run_id) ?? 0);
  return [...events.slice(0, from), ...events.slice(from).sort((left, right) => key(left) - key(right))];
}

/** Run ids and the ids of `run-<id>` messages, in order of appearance. */
function numberIds(events: readonly AnyEvent[]): Map<string, number> {
  const numbers = new Map<string, number>();
  const see = (id: string): void => {
    if (!numbers.has(id)) numbers.set(id, numbers.size + 1);
  };
  for (const event of events) {
    see(event.run_id);
    event.parent_ids.forEach(see);
    eachMessageId(event.data, see);
  }
  return numbers;
}

function eachMessageId(value: unknown, see: (id: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  const { id } = value as { id?: unknown };
  if (typeof id === 'string' && id.startsWith('run-') && ('content' in value || '$type' in value)) see(id.slice(4));
  for (const inner of Object.values(value)) eachMessageId(inner, see);
}

function line(event: AnyEvent | undefined, numbers: ReadonlyMap<string, number>): string {
  if (event === undefined) return '(nothing)';
  const name = (id: string): string => `r${numbers.get(id)}`;
  const parents = event.parent_ids.map(name).join('/');
  return `${event.event} ${event.name} ${parents}/${name(event.run_id)} [${[...event.tags].sort().join(' ')}]`;
}

function sideBySide(
  expected: readonly AnyEvent[],
  actual: readonly AnyEvent[],
  expectedNumbers: ReadonlyMap<string, number>,
  numbers: ReadonlyMap<string, number>,
  wrongAt: number,
): string[] {
  const lines = [`the lists differ from event ${wrongAt} on (${expected.length} expected, ${actual.length} told):`];
  for (let i = Math.max(0, wrongAt - 2); i < Math.min(wrongAt + 4, Math.max(expected.length, actual.length)); i++) {
    const [wanted, told] = [line(expected[i], expectedNumbers), line(actual[i], numbers)];
    lines.push(...(wanted === told ? [`    ${i}  ${wanted}`] : [`  - ${i}  ${wanted}`, `  + ${i}  ${told}`]));
  }
  return lines;
}

// ---- run by run ----

interface ToldRun<Event extends AnyEvent> {
  readonly id: string;
  readonly events: Event[];
  /** Where each of its events stands in the whole list. */
  readonly places: number[];
}

function perRun(actual: readonly RunEvent[], { events }: Expectation, ids: Readonly<Record<string, string>>): string[] {
  const [expectedRuns, runs] = [runsOf(events), runsOf(actual)];
  const partners = new Map<string, string>();
  const differences: string[] = [];
  for (const [signature, run] of expectedRuns) {
    const partner = runs.get(signature);
    if (partner === undefined) differences.push(`expected a run ${signature}, got none`);
    else partners.set(run.id, partner.id);
  }
  for (const signature of runs.keys()) {
    if (!expectedRuns.has(signature)) differences.push(`got a run ${signature}, expected none`);
  }
  // A message may carry the id of a run that a filter hides.
  const sameId: SameId = (left, right) => {
    const partner = partners.get(left);
    if (partner === undefined && ![...partners.values()].includes(right)) partners.set(left, right);
    return partners.get(left) === right;
  };
  for (const [signature, run] of expectedRuns) {
    const partner = runs.get(signature);
    if (partner !== undefined) differences.push(...runDifferences(partner.events, run.events, signature, sameId));
  }
  return [...differences, ...givenIds(ids, (id) => partners.get(id)), ...parentOrder(actual), ...recordOrder(actual)];
}

function runsOf<Event extends AnyEvent>(events: readonly Event[]): Map<string, ToldRun<Event>> {
  const byId = new Map<string, ToldRun<Event>>();
  events.forEach((event, i) => {
    const run = byId.get(event.run_id) ?? { id: event.run_id, events: [], places: [] };
    byId.set(event.run_id, run);
    run.events.push(event);
    run.places.push(i);
  });
  const signatures = new Map<string, string>();
  const bySignature = new Map<string, ToldRun<Event>>();
  for (const run of byId.values()) {
    const { name, tags, parent_ids } = (run.events.find(({ event }) => event !== 'on_custom_event') ?? run.events[0]) as Event;
    const path = parent_ids.map((id) => signatures.get(id) ?? '(hidden)').at(-1) ?? '';
    let signature = `${path}/${name}[${[...tags].sort().join(' ')}]`;
    for (let count = 2; bySignature.has(signature); count++) signature = `${path}/${name}[${[...tags].sort().join(' ')}]#${count}`;
    signatures.set(run.id, signature);
    bySignature.set(signature, run);
  }
  return bySignature;
}

function runDifferences(actual: readonly RunEvent[], expected: readonly GoldenEvent[], path: string, sameId: SameId): string[] {
  const isRecord = isToldByKey(expected);
  if (!isRecord) return listDifferences(actual, expected, path, sameId);
  const isChunk = ({ event }: AnyEvent): boolean => event.endsWith('_stream');
  const keysOf = (events: readonly AnyEvent[]): Set<string | undefined> => new Set(events.filter(isChunk).map(keyOf));
  const withKey = <Event extends AnyEvent>(events: readonly Event[], key: string | undefined): Event[] =>
    events.filter((event) => isChunk(event) && keyOf(event) === key);
  const others = <Event extends AnyEvent>(events: readonly Event[]): Event[] => events.filter((event) => !isChunk(event));
  return [
    ...listDifferences(others(actual), others(expected), path, sameId),
    ...[...new Set([...keysOf(expected), ...keysOf(actual)])].flatMap((key) =>
      listDifferences(withKey(actual, key), withKey(expected, key), `${path} key ${key}`, sameId),
    ),
    ...(actual.length > 0 && (isChunk(actual[0] as RunEvent) || isChunk(actual.at(-1) as RunEvent))
      ? [`${path}: a chunk before its start or after its terminal`]
      : []),
  ];
}

/** Whether the chunks are records of one key each, as those of concurrent branches are. */
function isToldByKey(events: readonly GoldenEvent[]): boolean {
  const chunks = events.filter(({ event }) => event.endsWith('_stream'));
  return chunks.length > 1 && chunks.every((event) => keyOf(event) !== undefined);
}

/** The one key of a chunk that is a record of one key. */
function keyOf(event: AnyEvent): string | undefined {
  const { chunk } = event.data as { readonly chunk?: unknown };
  if (typeof chunk !== 'object' || chunk === null || Array.isArray(chunk)) return undefined;
  const keys = Object.keys(chunk);
  return keys.length === 1 ? keys[0] : undefined;
}

function listDifferences(actual: readonly RunEvent[], expected: readonly GoldenEvent[], path: string, sameId: SameId): string[] {
  const phases = (events: readonly AnyEvent[]): string => events.map(({ event }) => event).join(', ');
  if (phases(actual) !== phases(expected)) return [`${path}: expected ${phases(expected)}`, `${path}: told     ${phases(actual)}`];
  return expected.flatMap((event, i) => eventDifferences(actual[i] as RunEvent, event, `${path} ${event.event}[${i}]`, sameId));
}

// ---- what both ways need ----

function eventDifferences(actual: RunEvent, expected: GoldenEvent, path: string, sameId: SameId): string[] {
  const { metadata } = actual;
  const known = Object.fromEntries(Object.keys(expected.metadata).map((key) => [key, metadata[key]]));
  const differences = [
    ...(actual.name === expected.name ? [] : [`${path}.name: expected ${expected.name}, got ${actual.name}`]),
    ...differencesOf([...actual.tags].sort(), [...expected.tags].sort(), `${path}.tags`),
    ...differencesOf(known, expected.metadata, `${path}.metadata`),
    ...dataDifferences(actual, expected, `${path}.data`, sameId),
  ];
  const [parents, wanted] = [actual.parent_ids, expected.parent_ids];
  const areParents = parents.length === wanted.length && wanted.every((id, i) => sameId(id, parents[i] as string));
  if (!areParents) differences.push(`${path}.parent_ids: expected [${wanted}], got [${parents}]`);
  if (!sameId(expected.run_id, actual.run_id)) differences.push(`${path}.run_id: ${actual.run_id} is not ${expected.run_id}`);
  return differences;
}

/** Of an error, what the scenario lists. */
function dataDifferences(actual: RunEvent, expected: GoldenEvent, path: string, sameId: SameId): string[] {
  if (!expected.event.endsWith('_error')) return differencesOf(actual.data, expected.data, path, sameId);
  const { error, ...rest } = actual.data as { readonly error?: Readonly<Record<string, unknown>> };
  const { error: wanted, ...wantedRest } = expected.data as { readonly error: Readonly<Record<string, unknown>> };
  const listed = Object.fromEntries(Object.keys(wanted).map((key) => [key, error?.[key]]));
  return [
    ...differencesOf(error === undefined ? undefined : listed, wanted, `${path}.error`),
    ...differencesOf(rest, wantedRest, path, sameId),
  ];
}

function givenIds(ids: Readonly<Record<string, string>>, actualOf: (id: string) => string | undefined): string[] {
  return Object.entries(ids)
    .filter(([id, given]) => actualOf(id) !== given)
    .map(([id, given]) => `the run ${id} must have the id ${given}, got ${actualOf(id)}`);
}

const isTerminal = ({ event }: AnyEvent): boolean => /_(end|error|cancel)$/.test(event);

function terminalOrder(events: readonly RunEvent[]): string[] {
  return events.flatMap((event, i) =>
    isTerminal(event)
      ? events
          .slice(i + 1)
          .filter((later) => isTerminal(later) && later.parent_ids.includes(event.run_id))
          .map((later) => `the terminal of ${later.name} comes after that of its parent ${event.name}`)
      : [],
  );
}

function parentOrder(events: readonly RunEvent[]): string[] {
  const startsAt = new Map<string, number>();
  events.forEach((event, i) => {
    if (event.event.endsWith('_start')) startsAt.set(event.run_id, i);
  });
  const early = events.filter((event, i) => {
    const parent = event.parent_ids.at(-1);
    return event.event.endsWith('_start') && parent !== undefined && (startsAt.get(parent) ?? -1) > i;
  });
  return [...early.map(({ name }) => `${name} starts before its parent`), ...terminalOrder(events)];
}

/** The n-th chunk of a key follows the n-th chunk of its branch; a branch that tells no chunks has ended before. */
function recordOrder(events: readonly RunEvent[]): string[] {
  return events.flatMap((event, i) => {
    if (!event.event.endsWith('_stream')) return [];
    const key = keyOf(event);
    const branch = events.find(({ parent_ids, tags }) => parent_ids.at(-1) === event.run_id && tags.includes(`map:key:${key}`));
    if (key === undefined || branch === undefined) return [];
    const before = events.slice(0, i);
    const count = before.filter((told) => told.run_id === event.run_id && told.event === event.event && keyOf(told) === key).length;
    const isChunk = (told: RunEvent): boolean => told.run_id === branch.run_id && told.event.endsWith('_stream');
    const isInTime = events.some(isChunk)
      ? before.filter(isChunk).length > count
      : before.some((told) => told.run_id === branch.run_id && isTerminal(told));
    return isInTime ? [] : [`events[${i}]: a chunk of ${event.name} for ${key} comes before that of its branch`];
  });
}

function firstIndex(count: number, isIt: (i: number) => boolean): number {
  for (let i = 0; i < count; i++) if (isIt(i)) return i;
  return -1;
}
