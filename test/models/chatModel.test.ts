import { concat, delay, from, NEVER, type Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import type { Message } from '../../src/messages/Message.ts';
import { system } from '../../src/messages/system.ts';
import { type ChatModelSpec, chatModel } from '../../src/models/chatModel.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { chain } from '../../src/runnables/chain.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('529 overloaded');

const modelOf = (spec: Omit<ChatModelSpec, 'name'>) => chatModel({ name: 'model', ...spec });
const listen = { events: { next: () => undefined }, runId: 'r' };
let run = 0;

function errorOf(run: Observable<unknown>): unknown {
  let thrown: unknown;
  run.subscribe({
    error: (error) => {
      thrown = error;
    },
  });
  return thrown;
}

describe('chatModel', () => {
  it(
    'streams the chunks of its function as they come; invoke joins them into a message',
    marbles((m) => {
      const texts = { a: aiChunk({ content: 'Hel', id: 'c' }), b: aiChunk({ content: 'lo', id: 'c' }) };
      const model = modelOf({ stream: () => m.cold('-a-b-|', texts) });
      m.expectObservable(model.stream('hi')).toBe('-a-b-|', texts);
      m.expectObservable(model.invoke('hi')).toBe('-----(x|)', { x: ai({ content: 'Hello', id: 'c' }) });
    }),
  );

  it(
    'as an operator it takes its whole input first; an empty one does not call it',
    marbles((m) => {
      const model = m.model('-a|');
      m.expectObservable(m.cold('-h-i|').pipe(model, stringParser())).toBe('-----a|');
      m.expectObservable(m.cold('--|').pipe(model)).toBe('--|');
      m.flush();
      expect(model.calls.map(({ messages }) => messages)).toEqual([[human('hi')]]);
    }),
  );

  it(
    'never, and leaving early ends the work',
    marbles((m) => {
      const stream = m.cold<AIMessageChunk>('---');
      m.expectObservable(modelOf({ stream: () => stream }).stream('hi'), '^--!').toBe('-');
      m.expectSubscriptions(stream.subscriptions).toBe('^--!');
    }),
  );

  it(
    'errors of its stream, of its function and of its source go through unchanged',
    marbles((m) => {
      const throwing = (): never => {
        throw failure;
      };
      m.expectObservable(modelOf({ stream: () => m.cold('-#', undefined, failure) }).stream('hi')).toBe(
        '-#',
        undefined,
        failure,
      );
      m.expectObservable(modelOf({ stream: throwing }).stream('hi')).toBe('#', undefined, failure);
      m.expectObservable(modelOf({ generate: throwing }).invoke('hi')).toBe('#', undefined, failure);
      m.expectObservable(m.cold('-#', undefined, failure).pipe(modelOf({ stream: () => NEVER }))).toBe(
        '-#',
        undefined,
        failure,
      );
    }),
  );

  it.each([
    ['a text', 'a', 'string'],
    ['a number', 5, 'number'],
    ['null', null, 'null'],
    ['a whole message', ai('a'), 'a record'],
  ])('%s is no chunk: an error that says what to emit', (_, piece, kind) => {
    const model = modelOf({
      stream: () => concat(of(aiChunk('ok')), of(piece as unknown as AIMessageChunk)),
    });
    const wrong = { code: 'bad_chunk', message: `The model model gave ${kind}. Emit aiChunk(text).` };
    expect(errorOf(model.stream('hi'))).toMatchObject(wrong);
    expect(errorOf(model.invoke('hi'))).toMatchObject(wrong);
    expect(errorOf(chain(model, stringParser()).stream('hi', listen))).toMatchObject(wrong);
  });

  it.each([
    ['stream', 5, 'number', '`stream` must give an Observable of chunks.'],
    ['stream', undefined, 'undefined', '`stream` must give an Observable of chunks.'],
    ['stream', 'text', 'string', '`stream` must give an Observable of chunks.'],
    ['generate', 5, 'number', '`generate` must give a text or a message.'],
    ['generate', {}, 'a record', '`generate` must give a text or a message.'],
    ['generate', of(5), 'number', '`generate` must give a text or a message.'],
  ])('a `%s` that gives %s is an error', (way, given, kind, cure) => {
    const model = modelOf({ [way]: () => given });
    const wrong = { code: 'bad_step', message: `The model model gave ${kind}. ${cure}` };
    expect(errorOf(model.stream('hi'))).toMatchObject(wrong);
    expect(errorOf(chain(model, stringParser()).stream('hi'))).toMatchObject(wrong);
  });

  it('takes chunks from whatever RxJS reads', () => {
    const model = modelOf({ stream: (() => [aiChunk('a'), aiChunk('b')]) as never });
    const seen: unknown[] = [];
    model
      .pipe(stringParser())
      .stream('hi')
      .subscribe((text) => seen.push(text));
    expect(seen).toEqual(['a', 'b']);
  });

  it(
    'a second subscription calls it again',
    marbles((m) => {
      const model = m.model(['-a|', '-b|']);
      const run = model.pipe(stringParser()).stream('hi');
      m.expectObservable(run).toBe('-a|');
      m.expectObservable(run, '---^').toBe('----b|');
    }),
  );

  it('takes a text, a message, messages and what prompts give', () => {
    const seen: (readonly Message[])[] = [];
    const model = modelOf({
      stream: (messages) => {
        seen.push(messages);
        return of(aiChunk('x'));
      },
    });
    model.stream('hi').subscribe();
    model.stream(human('hi')).subscribe();
    model.stream([system('s'), human('hi')]).subscribe();
    chain(chatPrompt('about {topic}'), model).stream({ topic: 'parrots' }).subscribe();
    expect(seen).toEqual([
      [human('hi')],
      [human('hi')],
      [system('s'), human('hi')],
      [human('about parrots')],
    ]);
  });

  const wrong: readonly (readonly [what: string, input: unknown])[] = [
    ['a number', 5],
    ['null', null],
    ['undefined', undefined],
    ['a list with something that is no message', [human('hi'), { role: 'user', content: 'hi' }]],
    ['a record', { topic: 'x' }],
  ];
  for (const [what, input] of wrong) {
    it(`${what} is no input; with and without a listener, streamed and invoked`, () => {
      const model = modelOf({ stream: () => of(aiChunk('x')) });
      const seen: unknown[] = [];
      const observer = { next: () => seen.push('a value'), error: (error: unknown) => seen.push(error) };
      model.stream(input as never).subscribe(observer);
      model.stream(input as never, { events: { next: () => undefined } }).subscribe(observer);
      model.invoke(input as never).subscribe(observer);
      model.invoke(input as never, { events: { next: () => undefined } }).subscribe(observer);
      expect(seen).toHaveLength(4);
      for (const error of seen) expect(error).toMatchObject({ name: 'RunnableError', code: 'bad_input' });
    });
  }

  it('chunks without an id get that of the run, all the same, also without a listener', () => {
    const model = modelOf({ stream: () => of(aiChunk('a'), aiChunk('b')) });
    const ids: (string | undefined)[] = [];
    model.stream('hi').subscribe(({ id }) => ids.push(id));
    model.stream('hi', { ...listen, runId: `given-${++run}` }).subscribe(({ id }) => ids.push(id));
    expect(ids[0]).toMatch(/^run-/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids.slice(2)).toEqual([`run-given-${run}`, `run-given-${run}`]);
  });

  it('an id of its own wins in the sum', () => {
    const model = modelOf({ stream: () => of(aiChunk('a'), aiChunk({ content: 'b', id: 'own' })) });
    const seen: unknown[] = [];
    model.invoke('hi').subscribe((message) => seen.push(message));
    expect(seen).toEqual([ai({ content: 'ab', id: 'own' })]);
  });

  it('with generate alone it gives one chunk; a text, a message, a promise, an Observable', async () => {
    const replies = [
      'hi',
      ai({ content: 'hi', id: 'x' }),
      Promise.resolve('hi'),
      from(['hi']).pipe(delay(1)),
    ];
    for (const reply of replies) {
      const model = modelOf({ generate: () => reply });
      const chunks: AIMessageChunk[] = [];
      for await (const chunk of model.stream('hi')) chunks.push(chunk);
      expect(chunks).toEqual([expect.objectContaining({ type: 'ai_chunk', content: 'hi' })]);
      const wholes: unknown[] = [];
      for await (const whole of model.invoke('hi')) wholes.push(whole);
      expect(wholes).toEqual([expect.objectContaining({ type: 'ai', content: 'hi' })]);
    }
  });

  it('generate with tool calls: the calls survive stream and invoke', () => {
    const calls = [{ id: 'c1', name: 'weather', args: { city: 'Oslo' } }];
    const model = modelOf({ generate: () => ai({ content: '', tool_calls: calls }) });
    const seen: unknown[] = [];
    model.invoke('hi').subscribe((message) => seen.push(message.tool_calls));
    model.stream('hi').subscribe((chunk) => seen.push(chunk.tool_calls));
    expect(seen).toEqual([[expect.objectContaining(calls[0]!)], [expect.objectContaining(calls[0]!)]]);
  });

  it('a model with stream uses it for invoke too', () => {
    const seen: unknown[] = [];
    modelOf({ stream: () => of(aiChunk('streamed')), generate: () => 'generated' })
      .invoke('hi')
      .subscribe(({ content }) => seen.push(content));
    expect(seen).toEqual(['streamed']);
  });

  it('options add up, and are never in an event', () => {
    const seen: unknown[] = [];
    const told: unknown[] = [];
    const model = modelOf({
      options: { temperature: 0, apiKey: 'canary-key' },
      stream: (_, { signal: _signal, ...options }) => {
        seen.push(options);
        return of(aiChunk('x'));
      },
    })
      .withOptions({ temperature: 1 })
      .bindTools(['weather'], { tool_choice: 'auto' });
    model.streamEvents('hi').subscribe((event) => told.push(event));
    expect(seen).toEqual([{ temperature: 1, apiKey: 'canary-key', tools: ['weather'], tool_choice: 'auto' }]);
    expect(JSON.stringify(told)).not.toContain('canary');
  });

  it('its signal fires when the run is left, and not when it ends', () => {
    const signals: (AbortSignal | undefined)[] = [];
    const model = modelOf({
      stream: (_, { signal }) => {
        signals.push(signal);
        return concat(of(aiChunk('x')), signals.length === 1 ? NEVER : []);
      },
    });
    model.stream('hi').subscribe().unsubscribe();
    model.stream('hi').subscribe();
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
  });

  it('withConfig keeps the methods of a model', () => {
    const named = modelOf({ stream: () => throwError(() => failure) }).withConfig({
      runName: 'named',
      tags: ['t'],
    });
    expect(named.name).toBe('named');
    expect(named.withOptions({ n: 1 }).name).toBe('named');
    expect(named.bindTools([]).name).toBe('named');
    expect(() => named.withConfig({ tags: 't' as never })).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
  });

  it('a model with neither stream nor generate is refused', () => {
    expect(() => modelOf({})).toThrow(/chatModel "model" needs a `stream` or a `generate` function/);
  });

  it(
    'invoke as a child tells tokens and still gives one message',
    marbles((m) => {
      m.expectRun(chain(m.model('-a-b|'), stringParser()).withConfig({ runName: 'joke' }), 'hi').toTell([
        '0 on_chain_start joke',
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_stream MarbleModel',
        '1 on_parser_start StrOutputParser',
        '1 on_parser_stream StrOutputParser',
        '1 on_chain_stream joke',
        '3 on_chat_model_stream MarbleModel',
        '3 on_parser_stream StrOutputParser',
        '3 on_chain_stream joke',
        '4 on_chat_model_end MarbleModel',
        '4 on_parser_end StrOutputParser',
        '4 on_chain_end joke',
      ]);
    }),
  );
});
