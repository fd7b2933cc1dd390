import { isTerminalEvent } from '../events/isTerminalEvent.ts';
import { phaseOfEvent } from '../events/phaseOfEvent.ts';
import type { RunEvent } from '../events/RunEvent.ts';
import { typeOfEvent } from '../events/typeOfEvent.ts';
import type { Run, Stoppable } from '../run/Run.ts';

/**
 * The runs of a server, told as runs inside a run of ours.
 * 1. A run is told only from its start on.
 * 2. When the run of ours is over, those that are still open are told as cancelled, the innermost first.
 */
export class RemoteRuns implements Stoppable {
  readonly #around: Run;
  readonly #open: Map<string, RunEvent> = new Map();

  constructor(around: Run) {
    this.#around = around;
    around.hold(this);
  }

  tell(told: RunEvent): void {
    const { id, parentIds, sharedTags, metadata, hub } = this.#around;
    const event = {
      ...told,
      parent_ids: [...parentIds, id, ...told.parent_ids],
      tags: [...new Set([...told.tags, ...sharedTags])],
      metadata: { ...metadata, ...told.metadata },
    } as RunEvent;
    if (phaseOfEvent(event) === 'start') this.#open.set(event.run_id, event);
    if (!this.#open.has(event.run_id)) return;
    if (isTerminalEvent(event)) this.#open.delete(event.run_id);
    hub?.tell(event);
  }

  stop(reason: unknown): void {
    const left = [...this.#open.values()].reverse();
    this.#open.clear();
    const data = { reason: reason instanceof Error ? reason.message : reason };
    for (const start of left) {
      this.#around.hub?.tell({ ...start, event: `on_${typeOfEvent(start)}_cancel`, data } as RunEvent);
    }
  }
}
