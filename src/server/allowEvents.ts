import { isRecord } from '../../operators/isRecord.ts';
import { phaseOfEvent } from '../events/phaseOfEvent.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import type { RunType } from '../events/RunType.ts';
import { typeOfEvent } from '../events/typeOfEvent.ts';
import { RunnableError } from '../RunnableError.ts';
import type { AllowedField, AllowedRuns } from './AllowedRuns.ts';
import { toJsonLine } from './toJsonLine.ts';

export type AllowEvents = AllowedRuns | readonly AllowedRuns[] | ((event: RunEvent) => RunEvent | undefined);

/** An event as the JSON text that may leave, or `undefined` where none of it may. */
export type EventGate = (event: RunEvent) => string | undefined;

/** The gate for a list of what is allowed. A function decides for itself; of what it lets through only stacks are held back. */
export function allowEvents(allow: AllowEvents): EventGate {
  if (typeof allow === 'function') {
    return (event) => {
      const shown = allow(event);
      return shown === undefined ? undefined : toJsonLine(shown, everyField);
    };
  }
  const rules = (Array.isArray(allow) ? allow : [allow]) as readonly AllowedRuns[];
  for (const rule of rules) check(rule);
  const fieldSets = rules.map(({ fields }) => new Set(fields ?? defaultFields));
  return (event) => {
    const matching = rules.filter((rule) => isAllowed(event, rule));
    if (matching.length === 0) return undefined;
    const fields = union(matching.map((rule) => fieldSets[rules.indexOf(rule)]!));
    const phase = phaseOfEvent(event);
    if (phase === 'stream' && !fields.has('chunk')) return undefined;
    const shown = {
      ...event,
      tags: fields.has('tags') ? event.tags : [],
      metadata: pick(
        event.metadata,
        matching.flatMap(({ metadata = [] }) => metadata),
      ),
      data: phase === 'custom' ? event.data : dataOf(event.data, phase, fields),
    };
    return toJsonLine(shown, fields);
  };
}

function union(sets: readonly ReadonlySet<AllowedField>[]): ReadonlySet<AllowedField> {
  return sets.length === 1 ? sets[0]! : new Set(sets.flatMap((set) => [...set]));
}

const defaultFields: readonly AllowedField[] = ['chunk'];
const everyField: ReadonlySet<AllowedField> = new Set<AllowedField>([
  'usage_metadata',
  'response_metadata',
  'additional_kwargs',
  'document_metadata',
]);

function isAllowed(event: RunEvent, { root, names, types, tags, custom }: AllowedRuns): boolean {
  if (event.event === 'on_custom_event') return custom?.includes(event.name) === true;
  return (
    (root === undefined || root === (event.parent_ids.length === 0)) &&
    names?.includes(event.name) !== false &&
    types?.includes(typeOfEvent(event) as RunType) !== false &&
    (tags === undefined || tags.some((tag) => event.tags.includes(tag)))
  );
}

/** What a field does not name is left out, or takes the form that stands for nothing. */
function dataOf(data: unknown, phase: string, fields: ReadonlySet<AllowedField>): object {
  const told = data as Readonly<Record<string, unknown>>;
  const shown = pick(
    told,
    (['chunk', 'input', 'output', 'error', 'reason'] as const).filter((field) => fields.has(field)),
  );
  if (phase === 'error' && !fields.has('error'))
    return { ...shown, error: { name: 'Error', message: 'The run failed.' } };
  return shown;
}

function pick(record: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    keys.filter((key) => Object.hasOwn(record, key)).map((key) => [key, record[key]]),
  );
}

const ruleKeys = ['root', 'names', 'types', 'tags', 'fields', 'metadata', 'custom'];

/** A misspelt condition would allow more than was meant. */
function check(rule: unknown): void {
  if (!isRecord(rule)) throw wrong(`takes records; got ${String(rule)}`);
  for (const [key, value] of Object.entries(rule)) {
    if (!ruleKeys.includes(key)) throw wrong(`does not know "${key}"; it knows ${ruleKeys.join(', ')}`);
    if (key !== 'root' && value !== undefined && !Array.isArray(value))
      throw wrong(`needs a list as "${key}"`);
  }
}

function wrong(what: string): RunnableError {
  return new RunnableError(`serveEvents: allow ${what}.`, { code: 'bad_config' });
}
