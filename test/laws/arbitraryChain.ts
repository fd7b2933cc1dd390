import fc from 'fast-check';
import type { StepSpec } from './ChainSpec.ts';

export interface ChainOptions {
  /** Steps that answer behind a promise, so not in virtual time. */
  readonly isAsync?: boolean;
  /** Leaves out what makes the result depend on the cut: RxJS operators and generators. */
  readonly isOwn?: boolean;
  /** Leaves out models that fail a number of times before they answer: they remember, so two runs are not alike. */
  readonly isStateless?: boolean;
  /** Leaves out models that never end. */
  readonly isEnding?: boolean;
  /** Leaves out sinks that are bound to inner steps. */
  readonly isSilent?: boolean;
}

/** Random chains of 1 to `size` steps, nested at most three deep. */
export function arbitraryChain(options: ChainOptions = {}, size = 5): fc.Arbitrary<readonly StepSpec[]> {
  const { steps } = fc.letrec<{ step: StepSpec; steps: StepSpec[] }>((tie) => ({
    step: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      ...leaves(options).map((arbitrary) => ({ arbitrary, weight: 3 })),
      ...nests(tie as never, options).map((arbitrary) => ({ arbitrary, weight: 3 })),
    ),
    steps: fc.array(tie('step') as fc.Arbitrary<StepSpec>, { minLength: 1, maxLength: size }),
  }));
  return steps;
}

const delay = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
const gives = fc.constantFrom('text', 'list', 'record', 'number', 'null', 'text', 'text');

function leaves({ isAsync, isOwn, isStateless, isEnding }: ChainOptions): fc.Arbitrary<StepSpec>[] {
  const op = (name: 'prompt' | 'string' | 'json' | 'list' | 'passthrough'): fc.Arbitrary<StepSpec> =>
    fc.constant({ op: name } as StepSpec);
  const model = fc.record({
    op: fc.constant('model'),
    reply: fc.nat({ max: 9 }),
    cuts: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 6 }),
    delay,
    failAt: fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 6 },
      { arbitrary: fc.nat({ max: 3 }), weight: 1 },
    ),
    flaky:
      isStateless === true
        ? fc.constant(0)
        : fc.oneof({ arbitrary: fc.constant(0), weight: 9 }, { arbitrary: fc.constantFrom(1, 2), weight: 1 }),
    hasId: fc.boolean(),
    ends:
      isEnding === true
        ? fc.constant(true)
        : fc.oneof(
            { arbitrary: fc.constant(true), weight: 40 },
            { arbitrary: fc.constant(false), weight: 1 },
          ),
  });
  const way = fc.constantFrom(
    'map',
    'filter',
    'take',
    'bufferCount',
    'scan',
    'tap',
    'skip',
    'delay',
    'concatMap',
    'switchMap',
  );
  const plain = fc.record({
    op: fc.constantFrom('plain', 'plain', 'operator'),
    way,
    n: fc.integer({ min: 1, max: 3 }),
  });
  const generator = fc.record({
    op: fc.constant('generator'),
    way: fc.constantFrom('each', 'first', 'none', 'throw'),
  });
  const all = [
    model,
    model,
    fc.record({
      op: fc.constant('lambda'),
      how: fc.constantFrom(
        'value',
        'value',
        'value',
        'observable',
        'observable',
        'delayed',
        'delayed',
        'throw',
        'empty',
      ),
      gives,
      inner: fc.constant([]),
    }),
    fc.record({ op: fc.constant('textModel'), reply: fc.nat({ max: 5 }), streams: fc.boolean(), delay }),
    fc.record({ op: fc.constant('tool'), gives }),
    fc.record({ op: fc.constant('retriever'), delay }),
    fc.record({ op: fc.constant('pick'), keys: fc.constantFrom(0, 0, 0, 1, 2, 3) }),
    op('prompt'),
    op('string'),
    op('string'),
    op('json'),
    op('json'),
    op('list'),
    op('string'),
    op('passthrough'),
    ...(isOwn === true ? [] : [plain, plain]),
    ...(isAsync === true ? [generator, generator, fc.record({ op: fc.constant('promise'), gives })] : []),
  ];
  return all as fc.Arbitrary<StepSpec>[];
}

function nests(
  tie: (name: string) => fc.Arbitrary<unknown>,
  { isSilent, isOwn }: ChainOptions,
): fc.Arbitrary<StepSpec>[] {
  const inner = fc.array(tie('step'), { minLength: 1, maxLength: 3 });
  const branches = (min: number, max: number): fc.Arbitrary<unknown> =>
    fc.array(fc.array(tie('step'), { minLength: 1, maxLength: 2 }), { minLength: min, maxLength: max });
  const all = [
    fc.record({ op: fc.constant('record'), branches: branches(1, 3) }),
    fc.record({ op: fc.constant('record'), branches: branches(2, 3) }),
    fc.record({ op: fc.constant('assign'), branches: branches(1, 3) }),
    fc.record({
      op: fc.constant('lambda'),
      how:
        isOwn === true
          ? fc.constantFrom('runnable', 'calls', 'invokes', 'forgets', 'batches')
          : fc.constantFrom('runnable', 'calls', 'invokes', 'forgets', 'pipes', 'later', 'shares', 'batches'),
      gives: fc.constant('text'),
      inner,
    }),
    fc.record({
      op: fc.constant('branch'),
      holds: fc.array(fc.boolean(), { maxLength: 2 }),
      branches: branches(1, 3),
    }),
    fc.record({ op: fc.constant('each'), inner, limit: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ op: fc.constant('retry'), inner, count: fc.nat({ max: 2 }), delay: fc.nat({ max: 2 }) }),
    fc.record({ op: fc.constant('timeout'), inner, first: limit, each: limit, total: limit }),
    fc.record({ op: fc.constant('fallbacks'), branches: branches(1, 3) }),
    fc.record({ op: fc.constant('chain'), inner, isNamed: fc.boolean() }),
    fc.record({
      op: fc.constant('named'),
      inner: tie('step'),
      hears: isSilent === true ? fc.constant(false) : fc.boolean(),
    }),
  ];
  return all as fc.Arbitrary<StepSpec>[];
}

const limit = fc.oneof(fc.constant(undefined), fc.constant(100), fc.integer({ min: 1, max: 9 }));
