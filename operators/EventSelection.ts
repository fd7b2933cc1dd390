import { type EventFilter, eventFilterKeys } from '../src/events/EventFilter.ts';
import { isTerminalEvent } from '../src/events/isTerminalEvent.ts';
import type { RunEvent } from '../src/events/RunEvent.ts';
import { typeOfEvent } from '../src/events/typeOfEvent.ts';
import { RunnableError } from '../src/RunnableError.ts';

/** A filter without its terminals before it would let the decisions grow; beyond this many the oldest is made again. */
const mostDecisions = 1_000;

/** The kernel of `filterEvents`: checks a filter when it is made, and tells which events it lets through. */
export class EventSelection {
  readonly #included: readonly Rule[];
  readonly #excluded: readonly Rule[];

  constructor(filter: EventFilter) {
    check(filter);
    this.#included = rules(filter.includeNames, filter.includeTypes, filter.includeTags);
    this.#excluded = rules(filter.excludeNames, filter.excludeTypes, filter.excludeTags);
  }

  /** Whether the run of this event, or this custom event, is shown. */
  shows(event: RunEvent): boolean {
    const isIncluded = this.#included.length === 0 || this.#included.some((rule) => rule(event));
    return isIncluded && !this.#excluded.some((rule) => rule(event));
  }

  /** The same with a memory, for one subscription: decided once per run, forgotten at the terminal of the run. */
  perRun(): (event: RunEvent) => boolean {
    if (this.#included.length === 0 && this.#excluded.length === 0) return () => true;
    const decisions = new Map<string, boolean>();
    return (event) => {
      if (event.event === 'on_custom_event') return this.shows(event);
      let isShown = decisions.get(event.run_id);
      if (isShown === undefined) {
        isShown = this.shows(event);
        if (decisions.size >= mostDecisions) forgetOldest(decisions);
        decisions.set(event.run_id, isShown);
      }
      if (isTerminalEvent(event)) decisions.delete(event.run_id);
      return isShown;
    };
  }
}

type Rule = (event: RunEvent) => boolean;

// An empty include list names nothing, so it lets nothing in; an absent one lets everything in.
function rules(
  names: readonly string[] | undefined,
  types: readonly string[] | undefined,
  tags: readonly string[] | undefined,
): readonly Rule[] {
  const given: Rule[] = [];
  if (names !== undefined) {
    const wanted = new Set(names);
    given.push((event) => wanted.has(event.name));
  }
  if (types !== undefined) {
    const wanted = new Set(types);
    given.push((event) => wanted.has(typeOfEvent(event)));
  }
  if (tags !== undefined) {
    const wanted = new Set(tags);
    given.push((event) => event.tags.some((tag) => wanted.has(tag)));
  }
  return given;
}

function check(filter: EventFilter): void {
  const allowed = eventFilterKeys.join(', ');
  for (const [key, value] of Object.entries(filter)) {
    if (!(eventFilterKeys as readonly string[]).includes(key)) {
      throw new RunnableError(`An event filter has no key "${key}"; it may have: ${allowed}.`, {
        code: 'unknown_filter',
      });
    }
    if (value !== undefined && !(Array.isArray(value) && value.every((item) => typeof item === 'string'))) {
      throw new RunnableError(
        `The event filter's ${key} must be a list of strings, like { ${key}: ['model'] }.`,
        {
          code: 'bad_filter',
        },
      );
    }
  }
}

function forgetOldest(decisions: Map<string, boolean>): void {
  for (const id of decisions.keys()) {
    decisions.delete(id);
    return;
  }
}
