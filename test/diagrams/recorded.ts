import type { RunEvent } from '../../src/events/RunEvent.ts';
import type { RunType } from '../../src/events/RunType.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import type { RecordedEvent } from '../../src/testing/recordEvents.ts';

interface ToldRun {
  readonly type?: RunType;
  readonly name?: string;
  readonly parents?: readonly string[];
  readonly tags?: readonly string[];
}

/** Writes events by hand: `r.start(0, 'r1')`, `r.chunk(5, 'r1', 'Here')`, `r.end(9, 'r1')`. */
export class Recorder {
  readonly events: RecordedEvent[] = [];
  readonly #runs: Map<string, ToldRun> = new Map();

  start(time: number, id: string, run: ToldRun = {}): this {
    this.#runs.set(id, run);
    return this.#tell(time, id, 'start', {});
  }

  chunk(time: number, id: string, chunk: unknown): this {
    return this.#tell(time, id, 'stream', { chunk });
  }

  end(time: number, id: string, output: unknown = null): this {
    return this.#tell(time, id, 'end', { output });
  }

  fail(time: number, id: string, message: string, name = 'Error'): this {
    return this.#tell(time, id, 'error', { error: { name, message } });
  }

  cancel(time: number, id: string): this {
    return this.#tell(time, id, 'cancel', { reason: 'unsubscribed' });
  }

  custom(time: number, id: string, name: string): this {
    return this.#add(time, { event: 'on_custom_event', name, run_id: id, data: 1 });
  }

  #tell(time: number, id: string, phase: string, data: object): this {
    const { type = 'chain', name = id } = this.#runs.get(id) ?? {};
    return this.#add(time, { event: `on_${type}_${phase}`, name, run_id: id, data });
  }

  #add(time: number, event: object): this {
    const { parents = [], tags = [] } = this.#runs.get((event as RunEvent).run_id) ?? {};
    this.events.push({
      time,
      event: { ...event, parent_ids: parents, tags, metadata: {} } as unknown as RunEvent,
    });
    return this;
  }
}

/** Four workers of nine models under one root: 40 lanes, `chunks` tokens in all; a worker fails, one is cancelled, one is open. */
export function manyLanes(chunks: number, spacing = 1): readonly RecordedEvent[] {
  const recorder = new Recorder().start(0, 'root', { name: 'RunnableParallel<planner,writer,critic>' });
  const workers = ['planner', 'writer', 'critic'];
  const models: string[] = [];
  workers.forEach((worker, w) => {
    recorder.start(w, worker, { name: worker, parents: ['root'] });
    for (let i = 0; i < 12; i++) {
      const id = `${worker}-${i}`;
      const type: RunType = (['chat_model', 'llm', 'parser', 'retriever', 'tool', 'prompt'] as const)[i % 6]!;
      recorder.start(w + i, id, { name: `${type} ${i}`, type, parents: ['root', worker] });
      models.push(id);
    }
  });
  for (let i = 0; i < chunks; i++) {
    const id = models[(i * 7) % models.length]!;
    recorder.chunk(20 + i * spacing, id, aiChunk(words[i % words.length]!));
  }
  const end = 20 + chunks * spacing + 5_000;
  for (const id of models) {
    if (id.startsWith('planner')) recorder.end(end, id);
    if (id.startsWith('writer')) recorder.fail(end + 10, id, '529 overloaded');
    if (id.startsWith('critic') && !id.endsWith('1')) recorder.cancel(end + 20, id);
  }
  recorder.end(end, 'planner').fail(end + 10, 'writer', '529 overloaded');
  return recorder.events;
}

const words = [
  'The',
  ' parrot',
  ' looks',
  ' up',
  ' at',
  ' him',
  ' and',
  ' says',
  ',',
  ' "',
  'You',
  ' know',
  '"',
];
