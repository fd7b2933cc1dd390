import { filter, isObservable, map, Observable, reduce, type Subscriber, type Unsubscribable } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { joinOf } from '../../operators/joinOf.ts';
import type { Run } from '../run/Run.ts';
import { within } from '../run/within.ts';
import { FailAfter } from './FailAfter.ts';
import type { Frame } from './Frame.ts';
import { Inner } from './Inner.ts';
import { Link } from './Link.ts';
import type { Bracket, Part, Place, Stage } from './Plan.ts';
import { StageRun } from './StageRun.ts';
import { type Kernel, nothing, type Step } from './Step.ts';
import { Telling } from './Telling.ts';

/**
 * One part of a chain on one subscription. Stage after stage: chunks run through the kernels in one loop and wait at the
 * door of the next barrier until the stage is over; then the barrier runs and its output feeds the next stage.
 * 1. One stage is active at a time; what is behind it has not begun, what is before it is over.
 * 2. `isOver` is set before anything is torn down or told, and looked at after everything that is told or handed on.
 * 3. The source of a stage is torn down before its completion or its error goes on.
 *
 * The file is longer than others: every way in (a value, an end, an error, a stop) keeps these three over the same state.
 */
export class Segment implements Unsubscribable {
  readonly frame: Frame;
  readonly part: Part;
  readonly destination: Subscriber<unknown>;
  /** The segment whose head listens to this one. */
  readonly down: Segment | undefined;
  up: Segment | undefined;
  readonly telling: Telling | undefined;
  isOver = false;
  /** The kernel that is at work, on the short way. */
  at = 0;
  #isClosing = false;
  stage: Stage;
  /** What the kernels of the stage do with a chunk, and what they do at the end. */
  writes: readonly Write[] = noWrites;
  ends: readonly (End | undefined)[] = noEnds;
  /** The run of the active stage's barrier or head. */
  origin: StageRun | undefined;
  #inputJoin: Join<unknown> | undefined;
  #door: Link | undefined;
  #hasDoor = false;
  #hasAnnounced = false;
  /** Nobody hears, and chunks need nothing but the kernels. */
  #isDirect = false;
  #stageIndex = 0;
  #inner: Inner | undefined;
  /** The runs of the sequences that end in this part, in the order of making. */
  #brackets: Run[] | undefined;
  #bracketsOf: Bracket[] | undefined;
  #finishChunk: ((chunk: never, run: StageRun) => unknown) | undefined;

  constructor(frame: Frame, part: Part, destination: Subscriber<unknown>, down: Segment | undefined) {
    this.frame = frame;
    this.part = part;
    this.destination = destination;
    this.down = down;
    this.stage = part.stages[0]!;
    this.telling = frame.isTold ? new Telling(this) : undefined;
  }

  /** The rule of what comes into the part; a source may know it only when its first chunk comes. */
  get inputJoin(): Join<unknown> | undefined {
    if (this.#inputJoin === undefined) {
      const { input, inputJoin } = this.frame;
      this.#inputJoin = inputJoin ?? ('source' in input ? joinOf(input.source) : undefined);
    }
    return this.#inputJoin;
  }

  /** What the source of the active stage says of its rule. */
  learn(join: Join<unknown> | undefined): void {
    if (this.origin === undefined) this.#inputJoin = join;
    else this.origin.join = join;
  }

  get next(): Stage | undefined {
    return this.part.stages[this.#stageIndex + 1];
  }

  get isLast(): boolean {
    return this.down === undefined;
  }

  /** Whether what this part gives is handed on whole, at its end. */
  get isHeld(): boolean {
    return this.frame.isInvoked && !this.part.handsChunks;
  }

  /** Subscribes the source of the part and lets it run. */
  run(): void {
    if (this.isOver) return;
    this.#enter(0);
    const { frame, part } = this;
    const head = this.stage.origin;
    if (head !== undefined) {
      const { step } = head;
      const before = frame.plan.parts[part.index - 1]!;
      const isWhole = (frame.isInvoked && !before.handsChunks) || (frame.hasValue && isEmpty(before));
      const run = step.isPlain === true ? this.parentOf(head) : this.makeRun(head);
      this.origin = new StageRun(this, head, run, isWhole);
      const source = this.#sourceOf(before);
      let output: Observable<unknown>;
      try {
        output = within(run, () => step.transform!(source as never, this.origin!));
      } catch (error) {
        this.fail(error, -1);
        return;
      }
      this.#listen(output, run);
      return;
    }
    const { input } = frame;
    if ('value' in input) {
      if (this.telling === undefined) this.push(input.value, 0);
      else this.telling.take(input.value, frame.isInvoked);
      this.endStage();
    } else {
      this.#listen(input.source, frame.parent);
    }
  }

  /** A value from the source of the active stage. */
  take(value: unknown): void {
    if (this.#isDirect) {
      this.push(value, 0);
      return;
    }
    let chunk = value;
    if (this.#finishChunk !== undefined) {
      try {
        chunk = this.#finishChunk(value as never, this.origin!);
      } catch (error) {
        this.fail(error, -1);
        return;
      }
    }
    if (this.telling === undefined) this.push(chunk, 0);
    else this.telling.take(chunk, false);
  }

  /** Runs a chunk through the kernels, from the i-th on, without telling anybody. */
  push(value: unknown, from: number): void {
    const { writes } = this;
    const count = writes.length;
    let chunk = value;
    let at = from;
    try {
      while (at < count) {
        const write = writes[at]!;
        chunk = write(chunk);
        if (chunk === nothing) return;
        at++;
      }
    } catch (error) {
      this.failAt(at, error);
      return;
    }
    this.#deliver(chunk);
  }

  #deliver(chunk: unknown): void {
    if (!this.#hasDoor) {
      this.emit(chunk);
      return;
    }
    try {
      this.#door ??= new Link(this.outputJoin());
      this.#door.add(chunk);
    } catch (error) {
      this.fail(error, this.writes.length);
    }
  }

  /** The i-th kernel threw; what it still gave goes on before. */
  failAt(at: number, thrown: unknown): void {
    if (!(thrown instanceof FailAfter)) {
      this.fail(thrown, at);
      return;
    }
    if (this.telling === undefined) this.push(thrown.output, at + 1);
    else this.telling.giveLast(at, thrown.output);
    this.fail(thrown.error, at);
  }

  /** Hands a chunk out of this part. */
  emit(chunk: unknown): void {
    if (!this.#hasAnnounced) this.#announce(this.outputJoin());
    if (this.#isDirect && !this.#hasDoor && this.#inner !== undefined) {
      this.#inner.direct = this.writes;
      this.#inner.out = this.destination;
    }
    this.destination.next(chunk);
  }

  /** The active stage has got all its input: closes it and goes on, in a loop, as long as barriers answer at once. */
  endStage(): void {
    for (;;) {
      if (this.isOver) return;
      if (this.telling === undefined) this.#flush();
      else this.telling.endStage();
      if (this.isOver) return;
      const { next } = this;
      if (next === undefined) {
        this.#finish();
        return;
      }
      const door = this.telling === undefined ? this.#door : this.telling.output;
      if (!this.#runBarrier(next.origin!, door)) return;
    }
  }

  /** The rule of what leaves the active stage, or its first `count` kernels. */
  outputJoin(count: number = this.stage.kernels.length): Join<unknown> | undefined {
    const { kernels, origin } = this.stage;
    let join = origin === undefined ? this.inputJoin : this.originJoin(origin);
    for (let i = 0; i < count; i++) {
      const { step } = kernels[i]!;
      join = step.joinFrom === undefined ? (step.join ?? join) : step.joinFrom(join);
    }
    return join;
  }

  originJoin({ step }: Place): Join<unknown> | undefined {
    const run = this.origin;
    if (run?.join !== undefined) return run.join;
    if (step.join !== undefined) return step.join;
    if (step.joinFrom !== undefined) return step.joinFrom(run?.sourceJoin);
    return undefined;
  }

  /** The run of a sequence around the places; made when it is first asked for. */
  bracketRun(bracket: Bracket): Run {
    let owner: Segment = this;
    while (owner.part.index !== bracket.part) owner = owner.down!;
    const known = owner.#bracketsOf?.indexOf(bracket) ?? -1;
    if (known !== -1) return owner.#brackets![known]!;
    const { frame } = this;
    const parent = bracket.parent === undefined ? frame.parent : this.bracketRun(bracket.parent);
    const run = frame.makeRun(bracket.step, parent, bracket.tag, bracket.parent === undefined);
    if (owner.#brackets === undefined) {
      owner.#brackets = [run];
      owner.#bracketsOf = [bracket];
    } else {
      owner.#brackets.push(run);
      owner.#bracketsOf!.push(bracket);
    }
    return run;
  }

  parentOf({ bracket }: Place): Run | undefined {
    return bracket === undefined ? this.frame.parent : this.bracketRun(bracket);
  }

  makeRun(place: Place): Run {
    return this.frame.makeRun(place.step, this.parentOf(place), place.tag, place.bracket === undefined);
  }

  /** Something went wrong in the source of the stage (-1) or in its i-th kernel. */
  fail(error: unknown, at: number): void {
    if (this.isOver) return;
    // A head that has not looked at its input fails by itself: it starts at the latest now.
    if (at === -1 && this.stage.origin?.step.transform !== undefined && this.up?.isOver !== true) {
      this.telling?.arrive(undefined, false);
      if (this.isOver) return;
    }
    this.isOver = true;
    this.#isClosing = true;
    try {
      this.#leave(error);
    } finally {
      if (this.telling !== undefined) this.telling.fail(error, at);
      else this.#close((run) => run.fail(error));
      this.#isClosing = false;
      if (this.isLast) {
        this.frame.top?.fail(error);
        this.frame.release();
        this.frame.afterTelling(() => this.destination.error(error));
      } else this.destination.error(error);
    }
  }

  /** Tears down what is upstream. A teardown of the user's that throws must keep nothing else from being closed. */
  #leave(reason: unknown): void {
    try {
      this.#inner?.unsubscribe();
    } finally {
      this.up?.stop(reason);
    }
  }

  stop(reason: unknown): void {
    if (this.isOver) {
      if (!this.#isClosing) return;
      // Stopped inside an event of its own closing: the rest is told now, before what is around it is over.
      this.up?.stop(reason);
      this.telling?.cancel(reason);
      if (this.isLast) this.frame.top?.cancel(reason);
      return;
    }
    this.isOver = true;
    this.#isClosing = true;
    try {
      this.#leave(reason);
    } finally {
      if (this.telling !== undefined) this.telling.cancel(reason);
      else this.#close((run) => run.cancel(reason));
      this.#isClosing = false;
      if (this.isLast) {
        this.frame.top?.cancel(reason);
        this.frame.release();
      }
    }
  }

  unsubscribe(): void {
    this.stop(this.frame.reason ?? 'unsubscribed');
  }

  /** The runs of sequences that end in this part, the inner first. */
  get bracketRuns(): readonly (readonly [Bracket, Run])[] {
    const runs = this.#brackets ?? [];
    return runs.map((run, i) => [this.#bracketsOf![i]!, run] as const).reverse();
  }

  /** What the part before gives, cold: every subscription runs that part again. */
  #sourceOf(before: Part): Observable<unknown> {
    return new Observable((subscriber) => {
      const up = new Segment(this.frame, before, subscriber, this);
      this.up = up;
      subscriber.add(up);
      up.run();
    });
  }

  #enter(index: number): void {
    this.#stageIndex = index;
    const stage = this.part.stages[index]!;
    this.stage = stage;
    this.#prepare(stage);
    this.#door = undefined;
    this.#hasDoor = index < this.part.stages.length - 1 || this.isHeld;
    this.#finishChunk = this.#needsFinish(stage) ? stage.origin!.step.finishChunk : undefined;
    this.#isDirect = this.telling === undefined && this.#finishChunk === undefined;
    this.telling?.enter(stage);
  }

  #prepare({ kernels }: Stage): void {
    const needed =
      this.telling === undefined ? kernels.filter(({ step }) => step.isIdentity !== true) : kernels;
    this.ends = noEnds;
    this.writes = needed.length === 0 ? noWrites : needed.map(({ step }, at) => this.#writeOf(step, at));
  }

  #writeOf({ chunk, kernel }: Step, at: number): Write {
    if (chunk !== undefined) return chunk as Write;
    const made = kernel!() as Kernel<unknown, unknown>;
    if (made.end !== undefined) {
      const ends = [...this.ends];
      ends[at] = () => made.end!();
      this.ends = ends;
    }
    return (value) => made.write(value);
  }

  // The copy of a chunk that gives it an id is saved where nobody could see the id.
  #needsFinish({ origin, kernels }: Stage): boolean {
    if (origin?.step.finishChunk === undefined) return false;
    return this.telling !== undefined || kernels[0]?.step.readsText !== true;
  }

  #runBarrier(place: Place, door: Link | undefined): boolean {
    const { step } = place;
    const hasInput = door !== undefined && !door.isEmpty;
    if (!hasInput) {
      this.origin = undefined;
      this.telling?.skip(place);
      this.#enter(this.#stageIndex + 1);
      return true;
    }
    let input: unknown;
    let origin: StageRun;
    try {
      input = door.whole;
      origin = new StageRun(this, place, this.telling?.takeEarly(place) ?? this.makeRun(place), true);
    } catch (error) {
      this.fail(error, this.stage.kernels.length);
      return false;
    }
    origin.sourceJoin = door.join;
    this.origin = origin;
    this.#enter(this.#stageIndex + 1);
    this.telling?.startBarrier(place, origin, door);
    if (this.isOver) return false;
    let result: unknown;
    try {
      result = within(origin.run, () => step.once!(input as never, origin));
    } catch (error) {
      this.fail(error, -1);
      return false;
    }
    return this.#accept(result, input, place);
  }

  /** Takes what a barrier gave; tells whether the stage got all of it. */
  #accept(result: unknown, input: unknown, { step }: Place): boolean {
    const origin = this.origin!;
    if (isThenable(result)) {
      const { caller } = this.frame;
      const late = (value: unknown): void => {
        if (this.isOver || this.origin !== origin) return;
        if (this.#acceptValue(value, input, step)) this.endStage();
      };
      const fail = (error: unknown): void => {
        if (this.origin === origin) this.fail(error, -1);
      };
      result.then(
        (value) => within(caller, () => late(value)),
        (error: unknown) => within(caller, () => fail(error)),
      );
      return false;
    }
    return this.#acceptValue(result, input, step);
  }

  /** A step that has no partial results gives one value, whatever its stream does. */
  #joined(stream: Observable<unknown>): Observable<unknown> {
    return stream.pipe(
      reduce(
        (link, chunk) => {
          link.add(chunk);
          return link;
        },
        new Link(this.outputJoin(0) ?? joinOf(stream)),
      ),
      filter((link) => !link.isEmpty),
      map((link) => link.value),
    );
  }

  #acceptValue(value: unknown, input: unknown, step: Place['step']): boolean {
    if (this.isOver) return false;
    const origin = this.origin!;
    if (isObservable(value))
      return this.#listen(step.tells === 'never' ? this.#joined(value) : value, origin.run);
    if (step.expand !== undefined) {
      let stream: Observable<unknown> | undefined;
      try {
        stream = step.expand(value, input as never, origin);
      } catch (error) {
        this.fail(error, -1);
        return false;
      }
      if (stream !== undefined) return this.#listen(stream, origin.run);
    }
    this.take(value);
    return !this.isOver;
  }

  /** Subscribes the source of the active stage; tells whether it has completed already. */
  #listen(source: Observable<unknown>, run: Run | undefined): boolean {
    // User code may have ended the run before it gave the stream.
    if (this.isOver) return false;
    const inner = new Inner(this, run);
    this.#inner = inner;
    if (this.origin !== undefined) this.origin.join ??= joinOf(source);
    within(run, () => source.subscribe(inner));
    inner.isSubscribing = false;
    if (this.isOver) {
      inner.unsubscribe();
      return false;
    }
    if (inner.isDone && this.stage.origin?.step.once === undefined) {
      this.endStage();
      return false;
    }
    return inner.isDone;
  }

  #flush(): void {
    const { ends } = this;
    for (let i = 0; i < ends.length; i++) {
      const end = ends[i];
      if (end === undefined) continue;
      let last: unknown;
      try {
        last = end();
      } catch (error) {
        this.failAt(i, error);
        return;
      }
      if (last !== nothing) this.push(last, i + 1);
      if (this.isOver) return;
    }
    if (this.stage.origin?.step.isPlain !== true) this.origin?.run?.end(undefined);
  }

  #finish(): void {
    const { destination, frame } = this;
    const held = this.isHeld ? (this.telling === undefined ? this.#door : this.telling.output) : undefined;
    let value: unknown;
    if (held !== undefined && !held.isEmpty) {
      try {
        value = held.whole;
      } catch (error) {
        this.fail(error, this.writes.length);
        return;
      }
    }
    if (this.telling === undefined) this.#endBrackets();
    this.isOver = true;
    if (this.isLast) frame.release();
    if (held !== undefined && !held.isEmpty) {
      if (!this.#hasAnnounced) this.#announce(held.join);
      this.down?.telling?.arrive(held, true);
      if (this.down?.isOver !== true) destination.next(value);
    }
    this.down?.telling?.complete(this.telling?.output);
    if (this.down?.isOver === true) return;
    if (this.isLast) frame.afterTelling(() => destination.complete());
    else destination.complete();
  }

  #endBrackets(): void {
    const runs = this.#brackets;
    if (runs === undefined) return;
    for (let i = runs.length - 1; i >= 0; i--) runs[i]!.end(undefined);
  }

  #close(end: (run: Run) => void): void {
    const { origin } = this;
    if (origin?.run !== undefined && this.stage.origin?.step.isPlain !== true) end(origin.run);
    for (const [, run] of this.bracketRuns) end(run);
  }

  #announce(join: Join<unknown> | undefined): void {
    this.#hasAnnounced = true;
    if (this.down === undefined) this.frame.announce(join);
    else if (this.down.origin !== undefined) this.down.origin.sourceJoin = join;
  }
}

export type Write = (chunk: unknown) => unknown;
type End = () => unknown;

const noWrites: readonly Write[] = [];
const noEnds: readonly (End | undefined)[] = [];

function isEmpty({ stages }: Part): boolean {
  return stages.length === 1 && stages[0]!.origin === undefined && stages[0]!.kernels.length === 0;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}
