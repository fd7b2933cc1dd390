import { textOf } from '../messages/textOf.ts';
import type { Run } from '../run/Run.ts';
import { Link } from './Link.ts';
import type { Place, Stage } from './Plan.ts';
import type { Segment } from './Segment.ts';
import type { StageRun } from './StageRun.ts';
import { nothing } from './Step.ts';

/**
 * How an observed segment lets its chunks through: as the silent loop does, and each run that they pass tells it.
 * 1. A run starts when the first chunk, or the end, of its input reaches its place; a barrier when its input is complete.
 * 2. A chunk is told before it is handed on; by the step first, then by the sequences that end with it.
 * 3. Ends go downstream; those of sequences follow that of their last step.
 * 4. In an invoke a step's output is held, and handed on whole after its end.
 *
 * The file is longer than others: the order of events is one thing, and here it is told as one.
 */
export class Telling {
  readonly #segment: Segment;
  /** What comes into each kernel of the active stage; the last is the stage's output. */
  #links: (Link | undefined)[] = none;
  #runs: (Run | undefined)[] = none;
  /** The run of the next barrier, if it has started with its first chunk. */
  #early: Run | undefined;
  #hasArrived = false;
  #hasHeadArrived = false;

  constructor(segment: Segment) {
    this.#segment = segment;
  }

  get output(): Link | undefined {
    return this.#links[this.#segment.writes.length];
  }

  /** A stage begins. */
  enter({ kernels }: Stage): void {
    // Arrays that grow reserve room for more.
    this.#links = new Array<Link | undefined>(kernels.length + 1);
    this.#runs = kernels.length === 0 ? none : new Array<Run | undefined>(kernels.length);
    this.#hasArrived = false;
  }

  /** A value from the origin of the stage, or from the input of the part. */
  take(value: unknown, isWhole: boolean): void {
    const segment = this.#segment;
    const place = segment.stage.origin;
    try {
      this.#links[0] ??= new Link(place === undefined ? segment.inputJoin : segment.originJoin(place));
      this.#links[0].add(value);
    } catch (error) {
      segment.fail(error, -1);
      return;
    }
    if (place !== undefined) {
      if (place.step.transform !== undefined) {
        this.arrive(undefined, false);
        if (segment.isOver) return;
      }
      const run = this.#originRun;
      if (run?.tellsChunks === true) {
        run.stream(value);
        if (segment.isOver) return;
      }
      if (this.#holds(place) || !this.#streamBrackets(place, value)) return;
    }
    this.#pass(0, value, isWhole);
  }

  /** The input of the stage is complete: ends its runs one after the other. */
  endStage(): void {
    const segment = this.#segment;
    const { origin, kernels: places } = segment.stage;
    if (origin !== undefined && !this.#endOrigin(origin)) return;
    for (let at = 0; at < places.length; at++) {
      const place = places[at]!;
      const run = this.#runs[at] ?? this.#openKernel(at, false);
      if (segment.isOver) return;
      completeInput(run, place, segment);
      if (!this.#flush(at, run)) return;
      const output = this.#links[at + 1];
      run.end(output);
      if (segment.isOver || !this.#endBrackets(place, output)) return;
      if (!this.#release(place, at + 1)) return;
    }
  }

  /** A barrier that nothing came into is not run; one that starts early has its start and its end. */
  skip(place: Place): void {
    if (place.opens.length > 0) this.#openBrackets(place, undefined, false);
    if (place.step.startsEarly === true && this.#early === undefined && !this.#segment.isOver) {
      this.#early = this.#segment.makeRun(place);
      this.#early.start({});
    }
  }

  /** The run of a barrier that has started with the first chunk of its input. */
  takeEarly(_place: Place): Run | undefined {
    const run = this.#early;
    this.#early = undefined;
    return run;
  }

  /** A barrier has got its whole input. */
  startBarrier(place: Place, { run }: StageRun, door: Link): void {
    this.#openBrackets(place, door, true);
    if (this.#segment.isOver || run === undefined) return;
    run.input = door;
    completeInput(run, place, this.#segment);
    run.startWith(door.whole);
  }

  /** A chunk, or the first output, reaches the head of the part. */
  arrive(link: Link | undefined, isWhole: boolean): void {
    const segment = this.#segment;
    const head = segment.part.stages[0]!.origin!;
    const run = segment.origin?.run;
    if (run === undefined) return;
    if (link !== undefined && head.step.isPlain !== true) run.input = link;
    if (this.#hasHeadArrived) return;
    this.#hasHeadArrived = true;
    this.#openBrackets(head, link, isWhole);
    if (segment.isOver || head.step.isPlain === true) return;
    start(run, link, isWhole);
  }

  /** The input of the head is complete. */
  complete(link: Link | undefined): void {
    const segment = this.#segment;
    if (segment.isOver) return;
    this.arrive(link, false);
    const head = segment.part.stages[0]!.origin!;
    const run = segment.origin?.run;
    if (run !== undefined && head.step.isPlain !== true) completeInput(run, head, segment);
  }

  /** Starts what stands first, before its first chunk: the branches of a record start in the order of their keys. */
  begin(): void {
    const segment = this.#segment;
    const first = segment.stage.kernels[0];
    if (first !== undefined) this.#openKernel(0, false);
    else if (segment.next !== undefined) this.#reachDoor(segment.next.origin!, false);
    else if (segment.stage.origin?.step.transform !== undefined) this.arrive(undefined, false);
    else segment.down?.telling?.arrive(undefined, false);
  }

  fail(error: unknown, at: number): void {
    const segment = this.#segment;
    const { origin, kernels } = segment.stage;
    const failing = (at === -1 ? origin : (kernels[at] ?? segment.next?.origin))?.index ?? -1;
    const originRun = this.#originRun;
    if (at === -1) originRun?.fail(error);
    else originRun?.cancel(failed);
    for (let i = 0; i < this.#runs.length; i++) {
      const run = this.#runs[i];
      if (i < at) run?.cancel(failed);
    }
    for (let i = Math.max(at, 0); i < this.#runs.length; i++) this.#runs[i]?.fail(error);
    this.#early?.fail(error);
    for (const [bracket, run] of segment.bracketRuns) {
      if (bracket.last < failing) run.cancel(failed);
      else run.fail(error);
    }
  }

  cancel(reason: unknown): void {
    this.#originRun?.cancel(reason);
    for (const run of this.#runs) run?.cancel(reason);
    this.#early?.cancel(reason);
    for (const [, run] of this.#segment.bracketRuns) run.cancel(reason);
  }

  get #originRun(): Run | undefined {
    const { stage, origin } = this.#segment;
    return stage.origin?.step.isPlain === true ? undefined : origin?.run;
  }

  #holds(place: Place): boolean {
    return place.step.tells === 'never' || (this.#segment.frame.isInvoked && !place.isCutMattering);
  }

  #pass(from: number, value: unknown, whole: boolean): void {
    const segment = this.#segment;
    const { writes } = segment;
    const places = segment.stage.kernels;
    let chunk = value;
    let isWhole = whole;
    let at = from;
    try {
      for (; at < writes.length; at++) {
        const run = this.#runs[at] ?? this.#openKernel(at, isWhole);
        if (segment.isOver) return;
        chunk = writes[at]!(chunk);
        if (chunk === nothing || !this.#give(at, run, chunk) || this.#holds(places[at]!)) return;
        isWhole = false;
      }
    } catch (error) {
      segment.failAt(at, error);
      return;
    }
    this.#leave(chunk, isWhole);
  }

  /** What a kernel gave with the chunk that it failed at. */
  giveLast(at: number, chunk: unknown): void {
    const run = this.#runs[at];
    const place = this.#segment.stage.kernels[at];
    if (run === undefined || place === undefined || !this.#give(at, run, chunk) || this.#holds(place)) return;
    this.#pass(at + 1, chunk, false);
  }

  /** Tells a chunk that a kernel gave; whether the segment goes on. */
  #give(at: number, run: Run, chunk: unknown): boolean {
    const segment = this.#segment;
    this.#links[at + 1] ??= this.#newLink(at);
    this.#links[at + 1]!.add(chunk);
    if (run.tellsChunks) {
      run.stream(chunk);
      if (segment.isOver) return false;
    }
    return this.#streamBrackets(segment.stage.kernels[at]!, chunk);
  }

  #newLink(at: number): Link {
    const { step } = this.#segment.stage.kernels[at]!;
    return new Link(this.#segment.outputJoin(at + 1), step.chunk === textOf ? this.#links[at] : undefined);
  }

  #leave(chunk: unknown, isWhole: boolean): void {
    const segment = this.#segment;
    if (segment.next !== undefined) {
      if (!this.#hasArrived) this.#reachDoor(segment.next.origin!, isWhole);
      return;
    }
    if (segment.isHeld) return;
    const { down } = segment;
    if (down !== undefined) {
      down.telling?.arrive(this.output, false);
      if (segment.isOver || down.isOver) return;
    }
    segment.emit(chunk);
  }

  /** The first chunk reaches the door of a barrier. */
  #reachDoor(place: Place, isWhole: boolean): void {
    const segment = this.#segment;
    this.#hasArrived = true;
    this.#openBrackets(place, this.output, isWhole);
    if (segment.isOver) return;
    if (place.step.startsEarly === true) {
      const run = segment.makeRun(place);
      this.#early = run;
      run.input = this.output;
      start(run, this.output, isWhole);
    } else if (place.bracket === undefined && segment.frame.isOpenRoot) {
      segment.makeRun(place).start({});
    }
  }

  #openKernel(at: number, isWhole: boolean): Run {
    const segment = this.#segment;
    const place = segment.stage.kernels[at]!;
    if (at === 0) this.#links[0] ??= new Link(segment.inputJoin);
    const link = this.#links[at];
    if (place.opens.length > 0) this.#openBrackets(place, link, isWhole);
    const run = segment.makeRun(place);
    if (segment.isOver) return run;
    this.#runs[at] = run;
    run.input = link;
    start(run, link, isWhole);
    return run;
  }

  #flush(at: number, run: Run): boolean {
    const segment = this.#segment;
    try {
      // What comes at the end may be `null`: JSON that is just that.
      const end = segment.ends[at];
      const last = end === undefined ? nothing : end();
      if (last === nothing) return true;
      if (!this.#give(at, run, last)) return false;
      if (!this.#holds(segment.stage.kernels[at]!)) this.#pass(at + 1, last, false);
    } catch (error) {
      segment.failAt(at, error);
    }
    return !segment.isOver;
  }

  #endOrigin(place: Place): boolean {
    const segment = this.#segment;
    const output = this.#links[0];
    if (place.step.transform !== undefined) this.arrive(undefined, false);
    if (segment.isOver) return false;
    // Where nothing came into a barrier, only what had started early is there to end.
    const run = segment.origin === undefined ? this.takeEarly(place) : this.#originRun;
    run?.end(output);
    if (segment.isOver) return false;
    const isHeld = output !== undefined && !output.isEmpty && this.#holds(place);
    if (isHeld && !this.#streamBrackets(place, output.value)) return false;
    return this.#endBrackets(place, output) && this.#release(place, 0);
  }

  /** Hands on, whole, what a step of an invoke has given. */
  #release(place: Place, index: number): boolean {
    const link = this.#links[index];
    if (link === undefined || link.isEmpty || !this.#holds(place)) return true;
    try {
      this.#pass(index, link.whole, true);
    } catch (error) {
      this.#segment.fail(error, index);
    }
    return !this.#segment.isOver;
  }

  #openBrackets({ opens }: Place, link: Link | undefined, isWhole: boolean): void {
    const segment = this.#segment;
    for (const bracket of opens) {
      const run = segment.bracketRun(bracket);
      run.input ??= link;
      if (!run.isStarted) start(run, link, isWhole);
      if (segment.isOver) return;
    }
  }

  #streamBrackets({ closes }: Place, chunk: unknown): boolean {
    const segment = this.#segment;
    for (const bracket of closes) {
      const run = segment.bracketRun(bracket);
      if (run.tellsChunks) run.stream(chunk);
      if (segment.isOver) return false;
    }
    return true;
  }

  #endBrackets({ closes }: Place, output: Link | undefined): boolean {
    const segment = this.#segment;
    for (const bracket of closes) {
      segment.bracketRun(bracket).end(output);
      if (segment.isOver) return false;
    }
    return true;
  }
}

const none: never[] = [];
const failed = 'another step failed';

function start(run: Run, link: Link | undefined, isWhole: boolean): void {
  if (run.isInvoked && isWhole && link !== undefined && !link.isEmpty) run.startWith(link.whole);
  else run.start({});
}

function completeInput(run: Run, place: Place, segment: Segment): void {
  run.isInputComplete = true;
  for (const bracket of place.opens) segment.bracketRun(bracket).isInputComplete = true;
}
