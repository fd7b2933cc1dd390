import { describe, expect, it } from 'vitest';
import { buildChain } from './buildChain.ts';
import type { ModelSpec, StepSpec } from './ChainSpec.ts';
import { execute } from './execute.ts';
import { executeTold, type Way } from './executeTold.ts';
import { injectionsFor } from './injectionsFor.ts';
import { joined, kindOf, wholeOf } from './Kind.ts';
import { shown } from './shown.ts';
import { World } from './World.ts';

const model: ModelSpec = {
  op: 'model',
  reply: 0,
  cuts: [0, 4],
  delay: undefined,
  failAt: undefined,
  flaky: 0,
  hasId: true,
  ends: true,
};
const failing: ModelSpec = { ...model, failAt: 0 };
const map: StepSpec = { op: 'plain', way: 'map', n: 1 };
const take: StepSpec = { op: 'plain', way: 'take', n: 1 };
const limits = { first: undefined, each: undefined, total: undefined };

/** Chains that once broke a law, each in its smallest form. */
const found: Readonly<Record<string, readonly StepSpec[]>> = {
  'the whole message of an invoked model, joined by the rule of its chunks': [
    { op: 'fallbacks', branches: [[model]] },
  ],
  'a record in an invoke, in front of an operator that sees its chunks': [
    { op: 'record', branches: [[model], [{ op: 'string' }]] },
    map,
  ],
  'a retry in an invoke, in front of an operator that has had enough': [
    { op: 'retry', inner: [model], count: 1, delay: 0 },
    take,
  ],
  'a record that keeps the cut, between a model and an operator': [
    model,
    { op: 'record', branches: [[{ op: 'string' }, map]] },
    map,
  ],
  'a record at the start of an invoke': [{ op: 'record', branches: [[{ op: 'prompt' }], [map]] }, map],
  'the order of keys behind assign': [
    { op: 'assign', branches: [[{ ...model, delay: 1 }], [{ op: 'prompt' }]] },
    map,
  ],
  'a limit from chunk to chunk in an invoke': [
    { op: 'timeout', ...limits, inner: [{ ...model, delay: 2 }], first: 3, each: 3 },
  ],
  'a limited parser that gets nothing': [
    { op: 'pick', keys: 1 },
    { op: 'timeout', ...limits, inner: [{ op: 'list' }], total: 9 },
  ],
  'a limit that cancels while its run is being left': [
    { op: 'timeout', ...limits, inner: [{ ...model, delay: 1 }], total: 1 },
    model,
  ],
  'a model alone that is left inside its own start': [model],
  'a limit around nothing but a model': [{ op: 'timeout', ...limits, inner: [model], total: 9 }],
  'a failure that is left while it is told': [
    {
      op: 'lambda',
      how: 'runnable',
      gives: 'text',
      inner: [{ op: 'fallbacks', branches: [[failing], [model]] }],
    },
  ],
  'a start under a run that is being left': [{ op: 'chain', inner: [failing], isNamed: false }],
  'an assign inside a branch of a record that fails': [
    {
      op: 'record',
      branches: [
        [{ op: 'branch', holds: [], branches: [[{ op: 'assign', branches: [[failing]] }, model]] }],
        [model],
      ],
    },
  ],
  'a function that ends before what it started': [
    { op: 'lambda', how: 'forgets', gives: 'text', inner: [{ ...model, delay: 1 }] },
  ],
  'the rule of the items, in a list of them': [
    { op: 'each', inner: [{ op: 'prompt' }], limit: 1 },
    { op: 'record', branches: [[{ op: 'plain', way: 'switchMap', n: 1 }], [{ op: 'tool', gives: 'text' }]] },
  ],
  'a function behind an RxJS operator': [
    model,
    map,
    { op: 'lambda', how: 'value', gives: 'text', inner: [] },
  ],
  'a record behind a model that has given nothing yet': [
    { ...model, delay: 1 },
    { op: 'record', branches: [[{ op: 'passthrough' }]] },
  ],
  'a record behind a model that gives nothing': [
    failing,
    { op: 'assign', branches: [[{ op: 'passthrough' }]] },
  ],
  'a function that is left while it runs': [{ op: 'lambda', how: 'delayed', gives: 'text', inner: [] }],
};

const ways: readonly Way[] = ['stream', 'invoke', 'streamEvents', 'pipe'];

describe.each(Object.entries(found))('%s', (_, specs) => {
  it('obeys the chunk law', () => {
    const [streamed, invoked] = (['stream', 'invoke'] as const).map((way) => {
      const world = new World();
      return execute(world, () => buildChain(specs, world)[way]('a question')).log;
    });
    const chunks = streamed!.filter(([, kind]) => kind === 'N').map(([, , value]) => value);
    const whole = invoked!.filter(([, kind]) => kind === 'N').map(([, , value]) => value);
    expect(shown(invoked!.at(-1)!.slice(1))).toEqual(shown(streamed!.at(-1)!.slice(1)));
    if (streamed!.at(-1)![1] === 'C') {
      expect(shown(whole.map(wholeOf))).toEqual(
        shown(chunks.length === 0 ? [] : [joined(chunks, kindOf(specs, 'text'))]),
      );
    }
  });

  it.each(ways)('obeys the terminal law under every injection as %s', (way) => {
    const told = executeTold(specs, way);
    expect(told.faults).toEqual([]);
    for (const injection of injectionsFor(told)) {
      if (injection.what === 'throw') continue;
      const { faults } = executeTold(specs, way, injection);
      expect({ injection, faults }).toEqual({ injection, faults: [] });
    }
  });
});
