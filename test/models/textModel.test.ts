import { NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ai } from '../../src/messages/ai.ts';
import { human } from '../../src/messages/human.ts';
import { system } from '../../src/messages/system.ts';
import { textModel } from '../../src/models/textModel.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { textPrompt } from '../../src/prompts/textPrompt.ts';
import { chain } from '../../src/runnables/chain.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');

describe('textModel', () => {
  it(
    'streams its text and tells each token; invoke gives it whole',
    marbles((m) => {
      const model = textModel({ name: 'llm', stream: () => m.cold('-a-b|') });
      m.expectRun(model, 'hi')
        .toStream('-a-b|')
        .toTell(['0 on_llm_start llm', '1 on_llm_stream llm', '3 on_llm_stream llm', '4 on_llm_end llm']);
      m.expectObservable(model.invoke('hi')).toBe('----(x|)', { x: 'ab' });
    }),
  );

  it(
    'with generate alone it tells no tokens',
    marbles((m) => {
      const model = textModel({ name: 'llm', generate: () => m.promise('--a', { a: 'whole' }) });
      m.expectRun(model, 'hi')
        .toStream('--(x|)', { x: 'whole' })
        .toTell(['0 on_llm_start llm', '2 on_llm_end llm']);
    }),
  );

  it(
    'empty source, never, source error, errors of its function, leaving early',
    marbles((m) => {
      const model = textModel({ name: 'llm', stream: () => m.cold('-a-b|') });
      const throwing = textModel({
        name: 'llm',
        stream: () => {
          throw failure;
        },
      });
      m.expectObservable(m.cold('--|').pipe(model)).toBe('--|');
      m.expectObservable(textModel({ name: 'llm', stream: () => NEVER }).stream('hi')).toBe('-');
      m.expectObservable(m.cold('--#', undefined, failure).pipe(model)).toBe('--#', undefined, failure);
      m.expectObservable(throwing.stream('hi')).toBe('#', undefined, failure);
      const stream = m.cold('-a-b|');
      m.expectObservable(textModel({ name: 'llm', stream: () => stream }).stream('hi'), '^--!').toBe('-a');
      m.expectObservable(textModel({ name: 'llm', stream: () => stream }).stream('hi'), '-----^').toBe(
        '------a-b|',
      );
      m.expectSubscriptions(stream.subscriptions).toBe(['^--!', '-----^---!']);
    }),
  );

  it('writes messages as lines', () => {
    const prompts: string[] = [];
    const model = textModel({
      name: 'llm',
      stream: (prompt) => {
        prompts.push(prompt);
        return of('x');
      },
    });
    model.stream([system('be brief'), human('hi'), ai('hello')]).subscribe();
    chain(
      chatPrompt([
        ['system', 'be brief'],
        ['human', '{q}'],
      ]),
      model,
    )
      .stream({ q: 'hi' })
      .subscribe();
    chain(textPrompt('say {q}'), model).stream({ q: 'hi' }).subscribe();
    expect(prompts).toEqual([
      'System: be brief\nHuman: hi\nAI: hello',
      'System: be brief\nHuman: hi',
      'say hi',
    ]);
  });

  it('its events have prompts, texts and generations', () => {
    const told: unknown[] = [];
    textModel({ name: 'llm', stream: () => of('a', 'b') })
      .streamEvents('hi')
      .subscribe(({ data }) => told.push(data));
    chain(textModel({ name: 'llm', stream: () => of('a', 'b') }))
      .streamEvents('hi', { includeTypes: ['llm'] })
      .subscribe(({ data }) => told.push(data));
    const streamed = [{ chunk: { text: 'a' } }, { chunk: { text: 'b' } }];
    expect(told).toEqual([
      { input: 'hi' },
      ...streamed,
      { output: { generations: [[{ text: 'ab' }]] } },
      { input: { prompts: ['hi'] } },
      ...streamed,
      { output: { generations: [[{ text: 'ab' }]] }, input: { prompts: ['hi'] } },
    ]);
  });

  it.each([
    ['stream', 5, 'number'],
    ['generate', undefined, 'undefined'],
    ['generate', {}, 'a record'],
  ])('a `%s` that gives %s is an error', (way, given, kind) => {
    const errors: unknown[] = [];
    textModel({ name: 'llm', [way]: () => given })
      .stream('hi')
      .subscribe({ error: (error) => errors.push(error) });
    expect(errors).toMatchObject([
      { code: 'bad_step', message: expect.stringContaining(`The model llm gave ${kind};`) },
    ]);
  });

  it('refuses input that is none, and a model without a function', () => {
    const seen: unknown[] = [];
    const model = textModel({ name: 'llm', stream: () => of('x') });
    for (const input of [5, { a: 1 }, null, undefined]) {
      model.stream(input as never).subscribe({ error: (error) => seen.push(error.code) });
    }
    expect(seen).toEqual(['bad_input', 'bad_input', 'bad_input', 'bad_input']);
    expect(() => textModel({ name: 'llm' })).toThrow(expect.objectContaining({ code: 'bad_step' }));
  });
});
