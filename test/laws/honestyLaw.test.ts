import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildChain, replyOf } from './buildChain.ts';
import type { ModelSpec, StepSpec } from './ChainSpec.ts';
import { execute } from './execute.ts';
import { propertyOptions, seed } from './propertyOptions.ts';
import { World } from './World.ts';

const models: fc.Arbitrary<ModelSpec> = fc.record({
  op: fc.constant('model' as const),
  reply: fc.nat({ max: 6 }),
  cuts: fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 4 }),
  delay: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
  failAt: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
  flaky: fc.nat({ max: 3 }),
  hasId: fc.boolean(),
  ends: fc.constant(true),
});
const ways = fc.constantFrom('stream' as const, 'invoke' as const);

interface Expected {
  readonly texts: readonly string[];
  readonly error: string | undefined;
}

describe(`honesty law (FC_SEED=${seed})`, () => {
  it('tries again only as long as nothing has been handed on, and tells a failure as one', () => {
    fc.assert(
      fc.property(models, fc.integer({ min: 1, max: 3 }), ways, (model, count, way) => {
        const tries = Array.from({ length: count + 1 }, (_, i) => tryOf(model, i));
        expect(outcomeOf([{ op: 'retry', inner: [model, { op: 'string' }], count, delay: 1 }], way)).toEqual(
          expectedOf(tries, way, tries.at(-1)!.error),
        );
      }),
      propertyOptions(1000),
    );
  });

  it('never mixes the chunks of alternatives', () => {
    fc.assert(
      fc.property(fc.array(models, { minLength: 1, maxLength: 3 }), ways, (alternatives, way) => {
        const branches = alternatives.map((model): StepSpec[] => [model, { op: 'string' }]);
        const tries = alternatives.map((model) => tryOf(model, 0));
        const actual = outcomeOf([{ op: 'fallbacks', branches }], way);
        const expected = expectedOf(tries, way, 'all failed');
        const isAll = actual.error?.startsWith('All ') === true;
        expect({ ...actual, error: isAll ? 'all failed' : actual.error }).toEqual(expected);
      }),
      propertyOptions(1000),
    );
  });
});

/** What the n-th call of a model gives. */
function tryOf(model: ModelSpec, n: number): Expected {
  const { flaky, failAt, cuts, reply } = model;
  if (n < flaky) return { texts: [], error: 'flaky' };
  const text = replyOf(reply, undefined);
  const places = [...new Set(cuts.map((at) => at % (text.length + 1)))].sort((a, b) => a - b);
  const cut = [0, ...places, text.length];
  const texts = cut.slice(1).map((end, i) => text.slice(cut[i], end));
  return failAt === undefined
    ? { texts, error: undefined }
    : { texts: texts.slice(0, failAt), error: 'model failed' };
}

/** The first try that succeeds or, in a stream, that has handed something on. */
function expectedOf(
  tries: readonly Expected[],
  way: 'stream' | 'invoke',
  last: string | undefined,
): Expected {
  const settled = tries.find(
    ({ texts, error }) => error === undefined || (way === 'stream' && texts.length > 0),
  );
  if (settled === undefined) return { texts: [], error: last };
  return way === 'stream' ? settled : { texts: [settled.texts.join('')], error: undefined };
}

function outcomeOf(specs: readonly StepSpec[], way: 'stream' | 'invoke'): Expected {
  const world = new World();
  const { log } = execute(world, () => buildChain(specs, world)[way]('a question'));
  const texts = log.filter(([, kind]) => kind === 'N').map(([, , value]) => value as string);
  const [, kind, error] = log.at(-1)!;
  return { texts, error: kind === 'E' ? (error as Error).message : undefined };
}
