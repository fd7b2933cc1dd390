import type { RunEvent } from 'rxchain';

/** A run in the diagram, in words. */
export interface Lane {
  readonly runId: string;
  readonly name: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly depth: number;
  readonly chunks: number;
  readonly state: 'running' | 'ended' | 'failed' | 'cancelled';
  readonly input?: unknown;
  readonly output?: unknown;
}

const states = { end: 'ended', error: 'failed', cancel: 'cancelled' } as const;

/** The lanes with more events; the start of a new outermost run begins anew. */
export function addToLanes(lanes: readonly Lane[], events: readonly RunEvent[]): readonly Lane[] {
  const all = new Map(lanes.map((lane) => [lane.runId, lane]));
  const chunks = new Map<string, number>();
  for (const event of events) {
    const cut = event.event.lastIndexOf('_');
    const type = event.event.slice(3, cut);
    const phase = event.event.slice(cut + 1);
    const { run_id: runId, name, tags, parent_ids, data } = event;
    const { input, output, error } = data as { input?: unknown; output?: unknown; error?: unknown };
    const lane = all.get(runId);
    if (phase === 'start') {
      if (parent_ids.length === 0) all.clear();
      all.set(runId, {
        runId,
        name,
        type,
        tags,
        depth: parent_ids.length,
        chunks: 0,
        state: 'running',
        input,
      });
    } else if (lane !== undefined && phase === 'stream') {
      chunks.set(runId, (chunks.get(runId) ?? 0) + 1);
    } else if (lane !== undefined && phase in states) {
      const state = states[phase as keyof typeof states];
      all.set(runId, { ...lane, state, input: input ?? lane.input, output: output ?? error });
    }
  }
  return [...all.values()].map((lane) => {
    const added = chunks.get(lane.runId) ?? 0;
    return added === 0 ? lane : { ...lane, chunks: lane.chunks + added };
  });
}
