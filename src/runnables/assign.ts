import { concat, filter, map, Observable, ReplaySubject, Subject } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { replaceChunks } from '../../operators/replaceChunks.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { attach } from '../step/attach.ts';
import type { Branches } from '../step/Branches.ts';
import type { ChunkOf } from '../step/ChunkOf.ts';
import { describeValue } from '../step/describeValue.ts';
import type { Fits } from '../step/Fits.ts';
import type { Follow, Following } from '../step/Following.ts';
import type { InOf } from '../step/InOf.ts';
import type { Opaque } from '../step/Opaque.ts';
import type { OutOf } from '../step/OutOf.ts';
import { record } from '../step/record.ts';
import { isRecordJoin, recordJoin } from '../step/recordJoin.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import { weightOf } from '../step/sequence.ts';
import { toSteps } from '../step/toStep.ts';
import type { Unsaid } from '../step/Unsaid.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Its input with what the branches give. */
export interface Assigned<In, Steps>
  extends Runnable<
      In,
      Opaque<{ [K in keyof With<In, OutOf<Steps, In>>]: With<In, OutOf<Steps, In>>[K] }>,
      Opaque<{
        [K in keyof With<In, ChunkOf<Steps, Partial<In>>>]?: With<In, ChunkOf<Steps, Partial<In>>>[K];
      }>
    >,
    Following<Assignment<Steps>> {
  withConfig(config: RunConfig): Assigned<In, Steps>;
}

/**
 * Adds members to a record. What comes in passes through first, chunk by chunk and without the members that are assigned;
 * the branches run beside it over the same input, and their chunks follow once the input is complete.
 *
 * Completes when the branches have; the first failure ends it and cancels the rest. A chunk that is no record is an error
 * (`bad_chunk`).
 *
 * @example
 * const context = chain(lambda((asked: { question: string }) => asked.question), retriever);
 * chain(passthrough<{ question: string }>(), assign({ context }), prompt, model);
 */
export function assign<Steps, In = never>(
  branches: { readonly [K in keyof Steps]: Fits<Steps[K], Opaque<In>, Opaque<In>> } & Branches,
): Assigned<In | Unsaid<In, InOf<Steps>>, Steps>;
export function assign(branches: object): Runnable<Fields, Fields> {
  const steps = toSteps(branches, 'assign');
  const keys = [...steps.keys()];
  const mapper = record(steps);
  const name = `RunnableAssign<${keys.join(',')}>`;
  return runnable({
    name,
    type: 'chain',
    weight: 1 + weightOf(mapper),
    isCutSensitive: mapper.isCutSensitive,
    isCutKept: true,
    transform: (source, run) => runBeside(name, keys, mapper, source as Observable<Fields>, run),
  });
}

function runBeside(
  name: string,
  keys: readonly string[],
  mapper: Step,
  source: Observable<Fields>,
  run: StepRun,
): Observable<Fields> {
  let mapped: Join<unknown> | undefined;
  run.join = recordJoin(
    (key) => joinOfKey(key, keys, mapped, run.sourceJoin),
    () => orderOf(run.sourceJoin),
    keys,
  ) as unknown as Join<unknown>;
  const learn = (join: Join<unknown> | undefined): void => {
    mapped = join;
  };
  return new Observable((subscriber) => {
    const chunks = new Subject<Fields>();
    const passed = chunks.pipe(
      map((chunk) => without(chunk, keys)),
      filter((chunk) => Object.keys(chunk).length > 0),
    );
    // The mapper runs from the first chunk on; what it gives waits until all of the input has passed.
    const waiting = new ReplaySubject<Fields>();
    const mapping = run.child(
      mapper,
      { source: new Input(chunks, run) },
      { onJoin: learn },
    ) as Observable<Fields>;
    concat(passed, waiting).subscribe(subscriber);
    attach(subscriber, mapping, {
      next: (chunk) => waiting.next(chunk),
      error: (error) => subscriber.error(error),
      complete: () => waiting.complete(),
    });
    attach(subscriber, source.pipe(map((chunk) => checked(chunk, name))), chunks);
  });
}

/** The chunks with the rule by which they join. */
class Input extends Observable<unknown> {
  readonly #run: StepRun;

  constructor(chunks: Observable<unknown>, run: StepRun) {
    super((subscriber) => chunks.subscribe(subscriber));
    this.#run = run;
  }

  get 'rxchain.join'(): Join<unknown> | undefined {
    return this.#run.sourceJoin;
  }
}

/** What passes keeps the order that it has when it comes whole. */
function orderOf(source: Join<unknown> | undefined): readonly string[] {
  return isRecordJoin(source) ? [...source.first(), ...source.last] : [];
}

function joinOfKey(
  key: string,
  keys: readonly string[],
  mapped: Join<unknown> | undefined,
  source: Join<unknown> | undefined,
): Join<unknown> | undefined {
  if (keys.includes(key)) return isRecordJoin(mapped) ? mapped.joinOfKey(key) : undefined;
  if (isRecordJoin(source)) return source.joinOfKey(key);
  return source === replaceChunks ? source : undefined;
}

function checked(chunk: unknown, name: string): Fields {
  if (typeof chunk === 'object' && chunk !== null && !Array.isArray(chunk)) return chunk as Fields;
  throw new RunnableError(`${name} takes records; got ${describeValue(chunk)}.`, { code: 'bad_chunk' });
}

function without(chunk: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(chunk).filter(([key]) => !keys.includes(key)));
}

type With<In, Added> = Omit<In, keyof Added> & Added;

interface Assignment<Steps> extends Follow {
  readonly out: {
    [K in keyof With<this['in'], OutOf<Steps, this['in']>>]: With<this['in'], OutOf<Steps, this['in']>>[K];
  };
  readonly chunk: {
    [K in keyof With<this['chunkIn'], ChunkOf<Steps, this['chunkIn']>>]?: With<
      this['chunkIn'],
      ChunkOf<Steps, this['chunkIn']>
    >[K];
  };
}
