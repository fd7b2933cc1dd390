import { from, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { system } from '../../src/messages/system.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { chain } from '../../src/runnables/chain.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';
import { recordRun } from '../../src/testing/recordRun.ts';
import { marbleTest } from '../../src/testing/vitest.ts';

const messageOf = (test: () => void): string => {
  try {
    test();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it passed');
};
const laterMessageOf = (assertion: Promise<void>): Promise<string> =>
  assertion.then(
    () => {
      throw new Error('it passed');
    },
    (error: Error) => error.message,
  );
const failureOf = (body: (m: Marbles) => void): string => messageOf(marbles(body));

describe('toEmitMarbles', () => {
  marbleTest('is expectObservable', (m) => {
    const texts = { a: 'Hel', b: 'lo' };
    expect(m.model('-a-b-|', texts).pipe(stringParser()).stream('hi')).toEmitMarbles('-a-b-|', texts);
    const error = new Error('overloaded');
    expect(m.model('-a-#', undefined, error).pipe(stringParser()).stream('hi')).toEmitMarbles(
      '-a-#',
      undefined,
      error,
    );
  });

  it('fails with two diagrams, the first difference marked', () => {
    expect(failureOf((m) => expect(m.cold('16ms a 19ms |')).toEmitMarbles('16ms a 18ms |'))).toBe(
      [
        'streams differ',
        '  expected 16ms a 18ms |',
        '  actual   16ms a 19ms |',
        '                   ^ first difference',
      ].join('\n'),
    );
  });

  it('belongs into marbles, without .not', () => {
    expect(() => expect(of('a')).toEmitMarbles('(a|)')).toThrow('it stands inside marbles');
    expect(failureOf((m) => expect(m.cold('a|')).not.toEmitMarbles('b|'))).toContain('it has no .not');
  });

  it('knows no test once that test is over', () => {
    failureOf(() => {
      throw new Error('a body that fails');
    });
    expect(() => expect(of('a')).toEmitMarbles('(a|)')).toThrow('it stands inside marbles');
  });
});

describe('toStream', () => {
  it('wants exactly these chunks, then completion', async () => {
    await expect(from(['a', 'b'])).toStream(['a', 'b']);
    await expect(from([aiChunk('a')])).toStream([expect.objectContaining({ content: 'a' })]);
    await expect(from([])).toStream([]);
    await expect(from(['a', 'b'])).not.toStream(['a']);
    await expect(throwError(() => new Error('late'))).not.toStream([]);
  });

  it('fails with two diagrams', async () => {
    expect(await laterMessageOf(expect(from(['Hel', 'lo'])).toStream(['Hel', 'p']))).toBe(
      [
        'streams differ',
        '  expected ab|',
        '  actual   ac|',
        '            ^ first difference',
        '  a = "Hel"',
        '  b = "p"',
        '  c = "lo"',
      ].join('\n'),
    );
    const failing = throwError(() => new Error('late'));
    expect(await laterMessageOf(expect(failing).toStream(['a']))).toContain('# = Error: late');
  });

  it('refuses what is no Observable', async () => {
    await expect((async () => expect(stringParser()).toStream([]))()).rejects.toThrow('wants an Observable');
  });
});

describe('toStreamText', () => {
  it('joins text and message chunks', async () => {
    await expect(from(['Hel', 'lo'])).toStreamText('Hello');
    await expect(fakeChatModel('The sky is blue').stream('hi')).toStreamText('The sky is blue');
    await expect(from(['Hel'])).not.toStreamText('Hello');
  });

  it('shows both texts, and a failure', async () => {
    expect(await laterMessageOf(expect(from(['Hel', 'p'])).toStreamText('Hello'))).toBe(
      ['texts differ', '  expected "Hello"', '  actual   "Help"', '               ^ first difference'].join(
        '\n',
      ),
    );
    const failing = fakeChatModel(['Hel', 'lo'], { failAt: 1 }).stream('hi');
    expect(await laterMessageOf(expect(failing).toStreamText('Hel'))).toContain(
      'then it failed with Error: model failed',
    );
  });
});

describe('toFailWith', () => {
  const timeout = new RunnableError('too slow', { code: 'timeout' });
  const failing = () => chain(fakeChatModel(['Hel', 'lo'], { failAt: 1, error: timeout }), stringParser());

  it('knows a code, an error and a message, and what had come', async () => {
    await expect(failing().stream('hi')).toFailWith('timeout');
    await expect(failing().stream('hi')).toFailWith(timeout, { after: ['Hel'] });
    await expect(failing().stream('hi')).toFailWith(/slow/);
    await expect(failing().stream('hi')).not.toFailWith('bad_input');
    await expect(failing().stream('hi')).not.toFailWith('timeout', { after: [] });
    await expect(of('Hel')).not.toFailWith('timeout');
  });

  it('says what came instead', async () => {
    expect(await laterMessageOf(expect(failing().stream('hi')).toFailWith('bad_input'))).toBe(
      [
        'failures differ',
        '  expected the code bad_input',
        '  actual   TimeoutError: too slow (timeout)',
      ].join('\n'),
    );
    expect(await laterMessageOf(expect(of('Hel')).toFailWith(/slow/))).toBe(
      ['failures differ', '  expected a message like /slow/', '  actual   completion after 1 chunks'].join(
        '\n',
      ),
    );
    const early = expect(failing().stream('hi')).toFailWith('timeout', { after: [] });
    expect(await laterMessageOf(early)).toContain('  expected #\n  actual   a#');
  });
});

describe('toHaveBeenCancelled', () => {
  const play = (m: Marbles, script: string, leaveAt?: number) => {
    const tool = m.tool(script);
    const running = tool.stream('hi').subscribe({ error: () => undefined });
    if (leaveAt !== undefined) m.scheduler.schedule(() => running.unsubscribe(), leaveAt);
    m.flush();
    return expect(tool);
  };

  marbleTest('holds where every subscriber left', (m) => {
    play(m, '-a-b-|', 3).toHaveBeenCancelled();
    play(m, '-a-b-|').not.toHaveBeenCancelled();
  });

  it('tells who ended, who is open and who was never there', () => {
    const message = (script: string): string => failureOf((m) => play(m, script).toHaveBeenCancelled());
    expect(message('-a|')).toBe('not every subscription was left\n  ended  ^-!');
    expect(message('-#')).toBe('not every subscription was left\n  ended  ^!');
    expect(message('-a-')).toBe('not every subscription was left\n  open   ^');
    expect(failureOf((m) => play(m, '---', 2).not.toHaveBeenCancelled())).toBe('every subscription was left');
    expect(failureOf((m) => expect(m.model('-a|')).toHaveBeenCancelled())).toContain('call m.flush() first');
    expect(messageOf(() => expect({}).toHaveBeenCancelled())).toContain('wants an m.model');
  });
});

describe('toHaveBeenCalledWithPrompt', () => {
  const prompt = chatPrompt([
    ['system', 'Be brief.'],
    ['human', '{question}'],
  ]);

  it('compares text, or messages, with each call', async () => {
    const model = fakeChatModel('Hi');
    await expect(chain(prompt, model, stringParser()).stream({ question: 'Who?' })).toStreamText('Hi');
    expect(model).toHaveBeenCalledWithPrompt('Be brief.\nWho?');
    expect(model).toHaveBeenCalledWithPrompt([system('Be brief.'), human('Who?')]);
    expect(model).not.toHaveBeenCalledWithPrompt('Who?');
    expect(model).not.toHaveBeenCalledWithPrompt([human('Who?')]);
  });

  marbleTest('of a marble model too', (m) => {
    const model = m.model('-a|');
    model.stream('Who?').subscribe();
    m.flush();
    expect(model).toHaveBeenCalledWithPrompt('Who?');
  });

  it('shows the prompts of the calls', async () => {
    const model = fakeChatModel('Hi');
    expect(messageOf(() => expect(model).toHaveBeenCalledWithPrompt('Who?'))).toContain('it was not called');
    await expect(model.stream('Where?')).toStreamText('Hi');
    expect(messageOf(() => expect(model).toHaveBeenCalledWithPrompt('Who?'))).toBe(
      ['no call had the prompt', '  expected "Who?"', '  call 1   "Where?"'].join('\n'),
    );
    expect(messageOf(() => expect(stringParser()).toHaveBeenCalledWithPrompt('Who?'))).toContain(
      'wants an m.model',
    );
  });
});

describe('toMatchEvents', () => {
  const { events } = recordRun(fakeChatModel(['Hel']).withConfig({ tags: ['joke'] }), 'hi');

  it('matches each event with what is named', () => {
    expect(events).toMatchEvents([
      { event: 'on_chat_model_start', name: 'FakeChatModel', tags: ['joke'] },
      { event: 'on_chat_model_stream', data: { chunk: { content: 'Hel' } } },
      { event: 'on_chat_model_end', name: expect.stringContaining('Fake') },
    ]);
    expect(events.map(({ event }) => event)).not.toMatchEvents([{ event: 'on_chat_model_start' }]);
    expect(events).not.toMatchEvents([
      { event: 'on_chat_model_start' },
      { event: 'on_chat_model_end' },
      { event: 'on_chat_model_stream' },
    ]);
  });

  it('shows the first that differs, and all that was told', () => {
    const patterns = [
      { event: 'on_chat_model_start', name: 'other' },
      { event: 'on_chat_model_stream' },
    ] as const;
    expect(messageOf(() => expect(events).toMatchEvents(patterns))).toBe(
      [
        'events differ at number 1',
        '  expected {"event":"on_chat_model_start","name":"other"}',
        '  actual   {"event":"on_chat_model_start","name":"FakeChatModel"}',
        'told were',
        '  on_chat_model_start FakeChatModel',
        '  on_chat_model_stream FakeChatModel',
        '  on_chat_model_end FakeChatModel',
      ].join('\n'),
    );
    expect(messageOf(() => expect(events).toMatchEvents([]))).toContain('expected (no more)');
    expect(messageOf(() => expect(NEVER).toMatchEvents([]))).toContain('wants a list of events');
  });
});

describe('marbleTest', () => {
  const played: string[] = [];

  marbleTest.each([
    { script: '-a|', end: 2 },
    { script: '--a|', end: 3 },
  ])('each: $script', (m, { script, end }) => {
    played.push(script);
    expect(m.cold(script)).toEmitMarbles(`${'-'.repeat(end - 1)}a|`);
  });

  marbleTest.each([['-a|', 2]] as const)('a case that is a list stays one: %s', (m, [script, end]) => {
    expect(m.cold(script)).toEmitMarbles('-a|');
    expect(end).toBe(2);
  });

  marbleTest.skip('skip: never played', () => void played.push('skipped'));

  it('played each case once, and none that is skipped', () => {
    expect(played).toEqual(['-a|', '--a|']);
  });
});
