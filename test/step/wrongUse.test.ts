import { firstValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  branch,
  chatModel,
  generator,
  lambda,
  operator,
  parallel,
  passthrough,
  RunnableError,
  retriever,
  textModel,
  tool,
  withFallbacks,
} from '../../src/index.ts';

const five = 5 as never;
const named = { name: 't', description: '', schema: z.string() };

describe('wrong use is told when the step is built', () => {
  it.each<readonly [string, () => unknown, RegExp]>([
    ['lambda', () => lambda(five), /^lambda takes a function; got number/],
    ['generator', () => generator(five), /^generator takes a function; got number/],
    ['operator', () => operator(five), /^operator takes a function; got number/],
    ['tool', () => tool(five, named), /^tool "t" takes a function; got number/],
    ['a tool without a schema', () => tool(() => 1, { name: 't' } as never), /^tool "t", schema/],
    [
      'retriever',
      () => retriever({ name: 'r', retrieve: five }),
      /^retriever "r", retrieve takes a function/,
    ],
    ['chatModel', () => chatModel({ name: 'm', stream: five }), /"m" needs a `stream` or a `generate`/],
    ['textModel', () => textModel({ name: 'm', stream: five }), /"m" needs a `stream` or a `generate`/],
    ['parallel', () => parallel(null as never), /^parallel takes runnables/],
    ['branch', () => branch([five], passthrough() as never), /^branch, condition 1 takes runnables/],
    ['withFallbacks', () => withFallbacks(passthrough(), null as never), /^withFallbacks takes runnables/],
  ])('%s', (_, build, words) => {
    expect(build).toThrow(RunnableError);
    expect(build).toThrow(words);
    expect(build).toThrow(expect.objectContaining({ code: 'bad_step' }));
  });

  it('an operator that gives no Observable says so, as in a chain', async () => {
    const wrong = operator((() => 5) as never);
    await expect(firstValueFrom(wrong.invoke(1 as never))).rejects.toMatchObject({ code: 'bad_step' });
  });
});
