import type { Step } from './Step.ts';

/** A step at its place in a flattened sequence. */
export interface Place {
  readonly index: number;
  readonly step: Step;
  readonly tag: string | undefined;
  /** The sequence that the place belongs to. */
  readonly bracket: Bracket | undefined;
  /** Sequences that begin with this place, the outer first, and that end with it, the inner first. */
  readonly opens: readonly Bracket[];
  readonly closes: readonly Bracket[];
  /** Whether a step that depends on how its input is cut comes behind, before the next barrier. */
  isCutMattering: boolean;
}

/** A sequence that has a run of its own: the whole chain, or one inside it with a config. */
export interface Bracket {
  readonly step: Step;
  readonly tag: string | undefined;
  readonly parent: Bracket | undefined;
  /** The index of its last place, and the part in which that is; that part keeps its run. */
  last: number;
  part: number;
}

/** Kernels that run in one loop, behind a barrier or the head of a part; the first stage of a chain has none in front. */
export interface Stage {
  readonly origin: Place | undefined;
  readonly kernels: readonly Place[];
}

/** What runs on one subscription: from the input, or from the head that transforms what the part before gives. */
export interface Part {
  readonly index: number;
  readonly stages: readonly Stage[];
  /** Whether an invoke hands chunks, not the whole, to what follows. */
  readonly handsChunks: boolean;
}

export interface Plan {
  readonly step: Step;
  readonly root: Bracket | undefined;
  readonly parts: readonly Part[];
  readonly hasSinks: boolean;
  /** Signals bound to steps inside. */
  readonly signals: readonly AbortSignal[];
}

const plans = new WeakMap<Step, Plan>();

/** How a step is executed, worked out once per step. */
export function planOf(step: Step): Plan {
  let plan = plans.get(step);
  if (plan === undefined) {
    plan = makePlan(step);
    plans.set(step, plan);
  }
  return plan;
}

function makePlan(step: Step): Plan {
  const places = fuseOperators(flatten(step));
  markCuts(places);
  const parts = divide(places);
  return {
    step,
    root: places[0]?.opens[0],
    parts,
    hasSinks: places.some(hasSink),
    signals: signalsOf(places),
  };
}

function hasSink({ step, opens }: Place): boolean {
  return (
    step.config?.events !== undefined || opens.some((bracket) => bracket.step.config?.events !== undefined)
  );
}

function signalsOf(places: readonly Place[]): readonly AbortSignal[] {
  const configs = places.flatMap(({ step, opens }) => [
    step.config,
    ...opens.map((bracket) => bracket.step.config),
  ]);
  return [...new Set(configs.flatMap((config) => config?.signal ?? []))];
}

interface Level {
  readonly bracket: Bracket | undefined;
  readonly steps: readonly Step[];
  at: number;
  /** Counts the places of the bracket's own sequence; a sequence that is flattened into it counts on. */
  readonly counter: { count: number };
  readonly isInlined: boolean;
}

/** Nested sequences as one list; a loop with a stack of its own, since `a.pipe(b).pipe(c)…` nests as deep as it is long. */
function flatten(step: Step): Place[] {
  if (step.steps === undefined) return [placeOf(step)];
  const places: (Place & { readonly closes: Bracket[] })[] = [];
  const root: Bracket = { step, tag: undefined, parent: undefined, last: 0, part: 0 };
  let opening: Bracket[] = [root];
  const levels: Level[] = [
    { bracket: root, steps: step.steps, at: 0, counter: { count: 0 }, isInlined: false },
  ];
  while (levels.length > 0) {
    const level = levels.at(-1)!;
    if (level.at === level.steps.length) {
      levels.pop();
      if (!level.isInlined) places.at(-1)?.closes.push(level.bracket!);
      continue;
    }
    const next = level.steps[level.at++]!;
    const bracket = level.bracket!;
    if (next.steps !== undefined && next.config === undefined) {
      levels.push({ bracket, steps: next.steps, at: 0, counter: level.counter, isInlined: true });
      continue;
    }
    const tag = `seq:step:${++level.counter.count}`;
    if (next.steps !== undefined) {
      const inner: Bracket = { step: next, tag, parent: bracket, last: 0, part: 0 };
      opening.push(inner);
      levels.push({ bracket: inner, steps: next.steps, at: 0, counter: { count: 0 }, isInlined: false });
      continue;
    }
    const index = places.length;
    places.push({ index, step: next, tag, bracket, opens: opening, closes: [], isCutMattering: false });
    opening = [];
  }
  return places;
}

function placeOf(step: Step): Place {
  return { index: 0, step, tag: undefined, bracket: undefined, opens: [], closes: [], isCutMattering: false };
}

/** Neighbouring RxJS operators as one step, so that a chunk comes back to us once, not between each two of them. */
function fuseOperators(places: readonly Place[]): Place[] {
  const fused: Place[] = [];
  for (const place of places) {
    const before = fused.at(-1);
    const isFused =
      before?.step.isOperator === true &&
      place.step.isOperator === true &&
      before.closes.length === 0 &&
      place.opens.length === 0;
    if (isFused)
      fused[fused.length - 1] = { ...before, step: inARow(before.step, place.step), closes: place.closes };
    else fused.push(place);
  }
  return fused.map((place, index) => ({ ...place, index }));
}

function inARow(first: Step, second: Step): Step {
  return {
    ...first,
    transform: (source, run) => second.transform!(first.transform!(source, run) as never, run),
  };
}

function markCuts(places: readonly Place[]): void {
  let isMattering = false;
  for (let i = places.length - 1; i >= 0; i--) {
    const place = places[i]!;
    place.isCutMattering = isMattering;
    const { once, transform, isCutSensitive, isCutKept } = place.step;
    if (once !== undefined) isMattering = false;
    else if (transform !== undefined)
      isMattering = isCutSensitive === true || (isMattering && isCutKept === true);
  }
}

/** What a step that runs others over its own input says of cuts: `isCutSensitive` and `isCutKept`. */
export function cutsOf(steps: Iterable<Step>): Pick<Step, 'isCutSensitive' | 'isCutKept'> {
  const all = [...steps].map(flatten);
  return { isCutSensitive: all.some(isSensitive), isCutKept: all.some((places) => places.every(isKeeping)) };
}

function isSensitive(places: readonly Place[]): boolean {
  const first = places.find((place) => place.step.isCutSensitive === true || !isKeeping(place));
  return first?.step.isCutSensitive === true;
}

function isKeeping({ step }: Place): boolean {
  return (step.once === undefined && step.transform === undefined) || step.isCutKept === true;
}

function divide(places: readonly Place[]): Part[] {
  const parts: Part[] = [];
  let stages: { origin: Place | undefined; kernels: Place[] }[] = [{ origin: undefined, kernels: [] }];
  let last: Place | undefined;
  const close = (handsChunks: boolean): void => {
    parts.push({ index: parts.length, stages, handsChunks });
  };
  for (const place of places) {
    const { step } = place;
    if (step.transform !== undefined) {
      close(last?.isCutMattering ?? step.isCutSensitive === true);
      stages = [{ origin: place, kernels: [] }];
    } else if (step.once !== undefined) stages.push({ origin: place, kernels: [] });
    else stages.at(-1)!.kernels.push(place);
    for (const bracket of place.closes) {
      bracket.part = parts.length;
      bracket.last = place.index;
    }
    last = place;
  }
  close(false);
  return parts;
}
