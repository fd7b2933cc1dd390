import { addChunks } from '../../operators/addChunks.ts';
import { phaseOfEvent } from '../../src/events/phaseOfEvent.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { typeOfEvent } from '../../src/events/typeOfEvent.ts';
import { isMessage } from '../../src/messages/isMessage.ts';
import { differencesOf } from './differencesOf.ts';

export interface LawOptions {
  /** Runs may still be open: the list was taken while they go on. */
  readonly isRunning?: boolean;
  /** Some runs are hidden by a filter, so parents may be unknown. */
  readonly isFiltered?: boolean;
  /** The argument of the call, which the start of the root must show. */
  readonly input?: unknown;
}

/** What is known of one run while the list is read. */
interface SeenRun {
  readonly first: RunEvent;
  readonly chunks: unknown[];
  terminal: RunEvent | undefined;
}

/**
 * Checks the laws that hold for every list of events, and throws those that are broken, each with the index of the event:
 * every started run has exactly one terminal and nothing after it; parents start before and end after their children; no run
 * starts under one that is over; each place of a sequence has one run, and none starts before those in front; the fields of a run stay as they are; only the true root starts with the raw input, and its
 * terminal has none; the joined chunks equal the output, as far as the rule of joining can be told from the values.
 */
export function checkLaws(events: readonly RunEvent[], options: LawOptions = {}): void {
  const broken = brokenLaws(events, options);
  if (broken.length === 0) return;
  const shown = broken.slice(0, 12);
  const more = broken.length > shown.length ? [`… ${broken.length - shown.length} more`] : [];
  throw new Error(['The events break the laws:', ...shown, ...more].join('\n'));
}

function brokenLaws(events: readonly RunEvent[], options: LawOptions): string[] {
  const runs = new Map<string, SeenRun>();
  const openChildren = new Map<string, Set<string>>();
  const broken: string[] = [];

  events.forEach((event, i) => {
    const say = (what: string): void => void broken.push(`events[${i}] ${event.event} ${event.name} (${event.run_id}): ${what}`);
    const phase = phaseOfEvent(event);
    const run = runs.get(event.run_id);
    const parentId = event.parent_ids.at(-1);

    if (run?.terminal !== undefined) return say(`comes after ${run.terminal.event}`);
    if (phase === 'custom') {
      if (run === undefined && options.isFiltered !== true) say('is sent by a run that has not started');
      return;
    }
    if (phase === 'start') {
      if (run !== undefined) return say('starts a second time');
      runs.set(event.run_id, { first: event, chunks: [], terminal: undefined });
      if (parentId !== undefined) {
        const parent = runs.get(parentId);
        if (parent === undefined) {
          if (options.isFiltered !== true) say(`starts before its parent ${parentId}`);
        } else {
          if (parent.terminal !== undefined) say(`starts under ${parent.first.name}, which is over`);
          const path = [...parent.first.parent_ids, parentId];
          if (!isEqual(event.parent_ids, path)) say(`has the parents [${event.parent_ids}] instead of [${path}]`);
        }
        for (const { first } of runs.values()) {
          if (first !== event && first.parent_ids.at(-1) === parentId) for (const what of placeFaults(event, first)) say(what);
        }
        openChildren.set(parentId, (openChildren.get(parentId) ?? new Set()).add(event.run_id));
      }
      for (const what of startFaults(event, options)) say(what);
      return;
    }
    if (run === undefined) return say('comes before its start');
    for (const field of ['name', 'parent_ids', 'tags', 'metadata'] as const) {
      if (!isEqual(event[field], run.first[field])) say(`changes its ${field} to ${JSON.stringify(event[field])}`);
    }
    if (typeOfEvent(event) !== typeOfEvent(run.first)) say(`belongs to a run of type ${typeOfEvent(run.first)}`);
    if (phase === 'stream') {
      if (!('chunk' in (event.data as object))) say('has no chunk');
      run.chunks.push((event.data as { readonly chunk: unknown }).chunk);
      return;
    }
    run.terminal = event;
    if (parentId !== undefined) openChildren.get(parentId)?.delete(event.run_id);
    for (const id of openChildren.get(event.run_id) ?? []) say(`ends before its child ${runs.get(id)?.first.name} (${id})`);
    for (const what of terminalFaults(event, run.chunks)) say(what);
  });

  if (options.isRunning !== true) {
    for (const { first, terminal } of runs.values()) {
      if (terminal === undefined) broken.push(`${first.name} (${first.run_id}) never ends`);
    }
  }
  return broken;
}

/** What is wrong with a run that starts where another one of the same sequence has started. */
function placeFaults(event: RunEvent, before: RunEvent): string[] {
  const [place, other] = [event, before].map(({ tags }) => tags.find((tag) => tag.startsWith('seq:step:'))?.split(':')[2]);
  if (place === undefined || other === undefined || Number(other) < Number(place)) return [];
  return [other === place ? 'is the second run of its place' : `starts after ${before.name}, which stands behind it`];
}

function startFaults(event: RunEvent, options: LawOptions): string[] {
  const data = event.data as { readonly input?: unknown };
  if (event.parent_ids.length === 0) {
    if (!('input' in options)) return [];
    return differencesOf(data.input, options.input, 'its raw input is not that of the call');
  }
  const shapes: Readonly<Record<string, string>> = { chat_model: 'messages', llm: 'prompts', retriever: 'query' };
  const key = shapes[typeOfEvent(event)];
  if (key === undefined || hasKey(data.input, key)) return [];
  return [`is not the root, so its input must be told as { ${key} }, not as ${JSON.stringify(data.input)}`];
}

function terminalFaults(event: RunEvent, chunks: readonly unknown[]): string[] {
  const data = event.data as Readonly<Record<string, unknown>>;
  const faults: string[] = [];
  if (event.parent_ids.length === 0 && 'input' in data) faults.push('is the terminal of a root, so it has no input');
  const phase = phaseOfEvent(event);
  if (phase === 'error') {
    const error = data['error'] as { readonly name?: unknown; readonly message?: unknown } | undefined;
    if (typeof error?.name !== 'string' || typeof error.message !== 'string') faults.push('tells no error { name, message }');
  }
  if (phase !== 'end') return faults;
  if (!('output' in data)) faults.push('has no output');
  else if (chunks.length > 0 && !isJoinOf(chunks, data['output'])) {
    const output = JSON.stringify(data['output']);
    faults.push(`its output ${output} is not what its ${chunks.length} chunks join to: ${JSON.stringify(chunks)}`);
  }
  return faults;
}

/**
 * Whether some rule of joining makes the output of the chunks. Texts and lists add or replace, messages add, records replace
 * or join key by key: the values alone do not tell which, so an output is wrong only when no rule gives it.
 */
function isJoinOf(chunks: readonly unknown[], output: unknown): boolean {
  if (chunks.every(isMessage)) return isMessage(output) && isSameMessage(chunks.reduce(addChunks), output);
  if (isEqual(chunks.at(-1), output)) return true;
  if (chunks.every((chunk) => typeof chunk === 'string')) return output === chunks.join('');
  if (chunks.every(Array.isArray)) return isEqual(chunks.flat(), output);
  if (chunks.every(hasText)) return isEqual(chunks.map(({ text }) => text).join(''), textOfGenerations(output));
  if (!chunks.every(isRecord) || !isRecord(output)) return false;
  const keys = new Set([...chunks.flatMap(Object.keys), ...Object.keys(output)]);
  return [...keys].every((key) => {
    const parts = chunks.filter((chunk) => Object.hasOwn(chunk, key)).map((chunk) => chunk[key]);
    return parts.length > 0 && Object.hasOwn(output, key) && isJoinOf(parts, output[key]);
  });
}

/** Chunks of a model join to a chunk, and to a whole message where the run was invoked. */
function isSameMessage(joined: unknown, output: unknown): boolean {
  const fields = ({ content, tool_calls = [], usage_metadata }: Readonly<Record<string, unknown>>): unknown => ({
    content,
    tool_calls,
    usage_metadata,
  });
  return isEqual(fields(joined as never), fields(output as never));
}

function textOfGenerations(output: unknown): unknown {
  const { generations } = (output ?? {}) as { readonly generations?: readonly (readonly { readonly text: string }[])[] };
  return generations?.[0]?.[0]?.text;
}

function isEqual(left: unknown, right: unknown): boolean {
  return differencesOf(left, right, '').length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasText(value: unknown): value is { readonly text: string } {
  return isRecord(value) && typeof value['text'] === 'string' && Object.keys(value).length === 1;
}

function hasKey(value: unknown, key: string): boolean {
  return isRecord(value) && Object.hasOwn(value, key);
}

