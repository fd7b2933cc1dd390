import { lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseWith } from '../../operators/parseWith.ts';
import { agent, jsonParser, tool, toolCallsParser } from '../../src/index.ts';
import { fakeChatModel } from '../../src/testing/index.ts';
import { call } from '../agents/calls.ts';

const failure = new Error('mine');
const schema = z.object({ n: z.number() }).refine(async () => true);

describe('parseWith', () => {
  it('is safeParse', () => {
    expect(parseWith(z.string(), 'x', 'It')).toMatchObject({ success: true, data: 'x' });
    expect(parseWith(z.string(), 5, 'It')).toMatchObject({ success: false, error: expect.any(z.ZodError) });
  });

  it('refuses an asynchronous check by name; what a check throws goes through', () => {
    expect(() =>
      parseWith(
        z.string().transform(async (x) => x),
        'x',
        'It',
      ),
    ).toThrow(
      expect.objectContaining({
        code: 'bad_config',
        message:
          'It has a schema with an asynchronous check. Make it synchronous: schemas are checked at once.',
      }),
    );
    const throwing = z.string().refine(() => {
      throw failure;
    });
    expect(() => parseWith(throwing, 'x', 'It')).toThrow(failure);
  });

  const look = tool(() => 'x', { name: 'look', description: 'looks', schema, needsApproval: true });
  const calling = () => fakeChatModel([call('c1', 'look', { n: 1 })]);
  const named: readonly (readonly [string, () => unknown])[] = [
    ['The tool look', () => lastValueFrom(look.stream({ n: 1 }))],
    [
      'The tool look',
      () =>
        lastValueFrom(
          calling()
            .pipe(toolCallsParser({ tools: [look] }))
            .stream('hi'),
        ),
    ],
    [
      'The tool look',
      () => lastValueFrom(agent({ model: calling(), tools: [look], approve: () => of(true) }).stream('hi')),
    ],
    ['jsonParser', () => lastValueFrom(of('{"n": 1}').pipe(jsonParser({ schema })))],
    [
      'withStructuredOutput',
      () =>
        lastValueFrom(
          fakeChatModel('{"n": 1}').withStructuredOutput(schema, { method: 'json' }).stream('hi'),
        ),
    ],
  ];
  it.each(named)('%s is named', async (owner, run) => {
    await expect(run()).rejects.toMatchObject({
      code: 'bad_config',
      message: expect.stringContaining(`${owner} has a schema`),
    });
  });
});
