import type { EventSelection } from '../../operators/EventSelection.ts';
import { phaseOfEvent } from '../events/phaseOfEvent.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import type { ToldError } from '../events/RunEventData.ts';
import type { RunType } from '../events/RunType.ts';
import { typeOfEvent } from '../events/typeOfEvent.ts';
import type { Lane } from './Lane.ts';
import type { Mark } from './Mark.ts';
import { printedValue } from './printedValue.ts';
import { visibleText } from './visibleText.ts';

/**
 * Reads events into lanes and marks.
 * 1. A lane per shown run, under the nearest shown run above it.
 * 2. A run that streams nothing has its output as its one chunk.
 * 3. An error is known by its name and message; it belongs to the lane that told it first.
 */
export class RunLanes {
  readonly #isShown: (event: RunEvent) => boolean;
  readonly #roots: LaneNode[] = [];
  readonly #rootNames: Map<string, number> = new Map();
  readonly #byId: Map<string, LaneNode> = new Map();
  readonly #errors: Map<string, Lane> = new Map();
  #size = 0;

  constructor(selection: EventSelection) {
    this.#isShown = selection.perRun();
  }

  get size(): number {
    return this.#size;
  }

  /** What an event draws; nothing for a hidden run or a custom event. */
  read(event: RunEvent): readonly Mark[] {
    const phase = phaseOfEvent(event);
    if (phase === 'custom' || !this.#isShown(event)) return [];
    const known = this.#byId.get(event.run_id);
    // A start under a known id is a second run: ids may be used again when a run is over.
    const lane = known === undefined || phase === 'start' ? this.#open(event) : known;
    const data = event.data as Readonly<Record<string, unknown>>;
    switch (phase) {
      case 'start':
        return [{ lane, sign: '^', text: '' }];
      case 'stream':
        lane.hasChunks = true;
        return [{ lane, sign: 'chunk', text: printedValue(chunkOf(lane.type, data.chunk)) }];
      case 'end': {
        const end: Mark = { lane, sign: '|', text: '' };
        const output = outputOf(lane.type, data.output);
        if (lane.hasChunks || output === null || output === undefined) return [end];
        return [{ lane, sign: 'chunk', text: printedValue(output) }, end];
      }
      case 'error': {
        const text = errorText(data.error as ToldError);
        if (!this.#errors.has(text)) this.#errors.set(text, lane);
        return [{ lane, sign: '#', text }];
      }
      default:
        return [{ lane, sign: '!', text: '' }];
    }
  }

  /** The lanes from top to bottom: in the order of their starts, a child after its parent's earlier children. */
  inOrder(limit: number = Number.POSITIVE_INFINITY): readonly Lane[] {
    const lanes: Lane[] = [];
    const waiting = [...this.#roots].reverse();
    for (let lane = waiting.pop(); lane !== undefined && lanes.length < limit; lane = waiting.pop()) {
      lanes.push(lane);
      for (let i = lane.children.length - 1; i >= 0; i--) waiting.push(lane.children[i]!);
    }
    return lanes;
  }

  /** Where an error began. */
  originOf(error: string): Lane | undefined {
    return this.#errors.get(error);
  }

  #open(event: RunEvent): LaneNode {
    const parent = this.#parentOf(event);
    const names = parent?.names ?? this.#rootNames;
    const name = visibleText(event.name);
    const n = (names.get(name) ?? 0) + 1;
    names.set(name, n);
    const lane: LaneNode = {
      runId: event.run_id,
      name: n === 1 ? name : `${name} #${n}`,
      type: typeOfEvent(event) as RunType,
      parent,
      depth: parent === undefined ? 0 : parent.depth + 1,
      children: [],
      names: new Map(),
      hasChunks: false,
    };
    (parent?.children ?? this.#roots).push(lane);
    this.#byId.set(event.run_id, lane);
    this.#size++;
    return lane;
  }

  #parentOf({ parent_ids }: RunEvent): LaneNode | undefined {
    for (let i = parent_ids.length - 1; i >= 0; i--) {
      const lane = this.#byId.get(parent_ids[i]!);
      if (lane !== undefined) return lane;
    }
    return undefined;
  }
}

interface LaneNode extends Lane {
  readonly parent: LaneNode | undefined;
  readonly children: LaneNode[];
  /** How often each name has occurred under this lane. */
  readonly names: Map<string, number>;
  hasChunks: boolean;
}

const longestError = 200;

function errorText({ name, message }: ToldError): string {
  const text = visibleText(`${name}: ${message}`.slice(0, 2 * longestError));
  return text.length > longestError ? `${text.slice(0, longestError - 1)}…` : text;
}

/** A completion model tells its text in a record; it is the same token as the parser's behind it. */
function chunkOf(type: RunType, chunk: unknown): unknown {
  return type === 'llm' ? ((chunk as { readonly text?: unknown } | null)?.text ?? chunk) : chunk;
}

function outputOf(type: RunType, output: unknown): unknown {
  if (type !== 'llm') return output;
  const { generations } = (output ?? {}) as {
    readonly generations?: readonly (readonly { readonly text?: unknown }[])[];
  };
  return generations?.[0]?.[0]?.text ?? output;
}
