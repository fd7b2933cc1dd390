/** A fault that the tests must find: in a file, one text in the place of another. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Each text, which stands in the file once, and what stands in its place. */
  readonly edits: readonly (readonly [from: string, to: string])[];
}

const retry = 'src/runnables/withRetry.ts';
const timeout = 'src/runnables/withTimeout.ts';
const segment = 'src/step/Segment.ts';
const run = 'src/run/Run.ts';
const careful = 'test/testing/careful.ts';

/** Changes that look small and break what a chain promises about time, cancellation, tries or events. */
export const mutants: readonly Mutant[] = [
  // Delays.
  { name: 'the wait of a retry is 1 ms longer', file: retry, edits: [['timer(delay)', 'timer(delay + 1)']] },
  { name: 'the wait of a retry is 1 ms shorter', file: retry, edits: [['timer(delay)', 'timer(delay - 1)']] },
  {
    name: 'the default back-off begins with 501 ms',
    file: retry,
    edits: [['timer(500 *', 'timer(501 *']],
  },
  { name: 'a time limit is 1 ms longer', file: timeout, edits: [['timer(ms)', 'timer(ms + 1)']] },
  { name: 'a time limit is 1 ms shorter', file: timeout, edits: [['timer(ms)', 'timer(ms - 1)']] },
  {
    name: 'the limit from chunk to chunk is not set anew',
    file: timeout,
    edits: [
      ['seen.pipe(switchMap(untilNext))', 'seen.pipe(take(1), switchMap(untilNext))'],
      ['  switchMap,\n', '  switchMap,\n  take,\n'],
    ],
  },
  {
    name: 'the limit of the first chunk goes on after it',
    file: timeout,
    edits: [['switchMap(untilFirst), takeUntil(seen)', 'switchMap(untilFirst)']],
  },
  { name: 'the tested chain waits 21 ms', file: careful, edits: [['timer(20 *', 'timer(21 *']] },
  { name: 'the tested chain has a limit of 201 ms', file: careful, edits: [['first: 200', 'first: 201']] },
  {
    name: 'a rate limit waits 1 ms more',
    file: 'src/models/TokenBucket.ts',
    edits: [['/ this.#perMs - 1e-6))', '/ this.#perMs - 1e-6) + 1)']],
  },
  {
    name: 'a fake model takes 1 ms more per chunk',
    file: 'src/testing/fakeChatModel.ts',
    edits: [['timer(chunkDelay)', 'timer(chunkDelay + 1)']],
  },
  {
    name: 'a promise of a marble test settles 1 ms late',
    file: 'src/testing/marblePromise.ts',
    edits: [
      ['.pipe(take(1), materialize())', '.pipe(take(1), delay(1), materialize())'],
      ['import { materialize, take }', 'import { delay, materialize, take }'],
    ],
  },

  // Unsubscribing.
  {
    name: 'leaving does not leave the source of a stage',
    file: segment,
    edits: [['      this.#inner?.unsubscribe();\n', '']],
  },
  {
    name: 'leaving relies on an operator to leave its source',
    file: segment,
    edits: [['      this.up?.stop(reason);\n    }\n  }', '    }\n  }']],
  },
  {
    name: 'the subscriber that leaves does not stop the run',
    file: 'src/step/Frame.ts',
    edits: [['    this.#destination.add(segment);\n', '']],
  },
  {
    name: 'a parent does not hold what runs inside it',
    file: 'src/step/Frame.ts',
    edits: [['    parent?.hold(this);\n', '']],
  },
  {
    name: 'a signal stays listened to',
    file: 'src/step/Frame.ts',
    edits: [
      ["    for (const signal of this.#signals) signal.removeEventListener('abort', this.#abort);\n", ''],
    ],
  },
  {
    name: 'what is attached does not leave with its owner',
    file: 'src/step/attach.ts',
    edits: [['  owner.add(subscriber);\n', '']],
  },
  {
    name: 'a branch that fails counts as done',
    file: 'src/step/record.ts',
    edits: [
      [
        '        error: (error) => subscriber.error(error),\n        complete: () => {\n          open--',
        '        error: () => subscriber.complete(),\n        complete: () => {\n          open--',
      ],
    ],
  },
  {
    name: 'the clock of a time limit runs on',
    file: timeout,
    edits: [['attach(subscriber, clock, {', 'clock.subscribe({']],
  },
  {
    name: 'who leaves the line of a rate limit keeps the place',
    file: 'src/models/TokenBucket.ts',
    edits: [['        this.#waiting.delete(subscriber);\n        if', '        if']],
  },

  // Tries.
  {
    name: 'the tested chain retries around the fallback',
    file: careful,
    edits: [
      [
        'withRetry(withTimeout(primary, { first: 200 }), {',
        'withRetry(withFallbacks(withTimeout(primary, { first: 200 }), [backup]), {',
      ],
      ['chain(withFallbacks(patient, [backup]), stringParser())', 'chain(patient, stringParser())'],
    ],
  },
  { name: 'a retry after output', file: retry, edits: [['hasChunk ? throwError', 'false ? throwError']] },
  {
    name: 'a fallback after output',
    file: 'src/runnables/withFallbacks.ts',
    edits: [['(hasChunk && !run.isInvoked)', 'false']],
  },
  {
    name: 'an empty reply counts as success',
    file: 'src/runnables/withFallbacks.ts',
    edits: [['      throwIfEmpty(() => gaveNothing(step)),\n', '']],
  },
  { name: 'one try too many', file: retry, edits: [['retry({ count,', 'retry({ count: count + 1,']] },
  { name: 'one try too few', file: retry, edits: [['retry({ count,', 'retry({ count: count - 1,']] },
  {
    name: 'the tries of all subscriptions are counted together',
    file: retry,
    edits: [
      ['  return runnable({', '  let tries = 0;\n  return runnable({'],
      ['        let tries = 0;\n', ''],
    ],
  },
  {
    name: 'a model is subscribed twice',
    file: segment,
    edits: [
      [
        'within(run, () => source.subscribe(inner))',
        'within(run, () => (source.subscribe({ error: () => undefined }), source.subscribe(inner)))',
      ],
    ],
  },
  {
    name: 'a batch runs one more at a time',
    file: 'src/step/runBatch.ts',
    edits: [['inOrder(inputs, maxConcurrency,', 'inOrder(inputs, maxConcurrency + 1,']],
  },
  {
    name: 'each runs one more at a time',
    file: 'src/runnables/each.ts',
    edits: [['inOrder(items, maxConcurrency,', 'inOrder(items, maxConcurrency + 1,']],
  },
  {
    name: 'results stand in the wrong order',
    file: 'src/step/inOrder.ts',
    edits: [['list[index] = result;', 'list[list.length - 1 - index] = result;']],
  },
  {
    name: 'a chunk goes through a microtask',
    file: 'src/step/Inner.ts',
    edits: [
      [
        'else if (ambient.run === undefined) this.#take(value);',
        'else if (ambient.run === undefined) queueMicrotask(() => this.#take(value));',
      ],
    ],
  },

  // Events.
  {
    name: 'a run starts at subscription',
    file: segment,
    edits: [
      [
        '    if (this.isOver) return;\n    this.#enter(0);',
        '    if (this.isOver) return;\n    this.#enter(0);\n    this.telling?.begin();',
      ],
    ],
  },
  {
    name: 'every event is told twice',
    file: 'src/run/Hub.ts',
    edits: [
      ['    listener.sink.next(event);', '    listener.sink.next(event);\n    listener.sink.next(event);'],
    ],
  },
  {
    name: 'a terminal is told twice',
    file: run,
    edits: [['this.#tell(phase, data());', '(this.#tell(phase, data()), this.#tell(phase, data()));']],
  },
  {
    name: 'a chunk is told twice',
    file: run,
    edits: [
      [
        '    this.hub!.tell({ event, name,',
        '    if (this.parent === undefined) this.hub!.tell({ event, name, run_id, parent_ids, tags, metadata, data } as RunEvent);\n    this.hub!.tell({ event, name,',
      ],
    ],
  },
  {
    name: 'a parent ends before what is inside it',
    file: run,
    edits: [
      ['      this.#stopInside(reason);\n      if (this.#finish', '      if (this.#finish'],
      ['    this.#stopInside(reason);\n    if (phase', '    if (phase'],
    ],
  },
  {
    name: 'a run that is left tells nothing',
    file: 'src/step/Telling.ts',
    edits: [
      [
        '    this.#originRun?.cancel(reason);\n    for (const run of this.#runs) run?.cancel(reason);',
        '    for (const run of this.#runs) run?.cancel(reason);',
      ],
    ],
  },
  {
    name: 'a sink that throws ends the run',
    file: 'src/run/Hub.ts',
    edits: [['    listener.isDead = true;\n    report(error);', '    throw error;']],
  },
  {
    name: 'a sink hears each event once per level',
    file: 'src/run/Hub.ts',
    edits: [['if (hub?.hears(sink) !== true) hub', 'hub']],
  },
];
