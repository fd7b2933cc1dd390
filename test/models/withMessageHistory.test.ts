import { firstValueFrom, lastValueFrom, map, NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { agent } from '../../src/agents/agent.ts';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import type { Message } from '../../src/messages/Message.ts';
import { chatModel } from '../../src/models/chatModel.ts';
import { memoryMessageStore } from '../../src/models/memoryMessageStore.ts';
import { withMessageHistory } from '../../src/models/withMessageHistory.ts';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('no store');
const bySession = (_: unknown, { metadata }: { metadata?: Readonly<Record<string, unknown>> | undefined }) =>
  String(metadata?.session ?? '');
const plain = (messages: readonly Message[]) => messages.map(({ type, content }) => [type, content]);
const kept = async (store: ReturnType<typeof memoryMessageStore>, session = 's') =>
  plain(await lastValueFrom(store.read(session) as ReturnType<typeof of<readonly Message[]>>));
/** A model that counts the messages that it is given. */
const counter = fakeChatModel((messages) => [String(messages.length)]);

describe('withMessageHistory', () => {
  it('puts the session before the question, and adds question and answer to it, streamed or invoked', async () => {
    const store = memoryMessageStore({ s: [human('earlier')] });
    const chat = withMessageHistory(counter, { store, session: 's' });
    const stream = chat.stream('a').pipe(map(({ content }) => content));
    expect(await lastValueFrom(stream)).toBe('2');
    expect((await lastValueFrom(chat.invoke([human('b')]))).content).toBe('4');
    expect(await kept(store)).toEqual([
      ['human', 'earlier'],
      ['human', 'a'],
      ['ai', '2'],
      ['human', 'b'],
      ['ai', '4'],
    ]);
  });

  it('the call tells its session; one without is an error', async () => {
    const store = memoryMessageStore();
    const chat = withMessageHistory(counter, { store, session: bySession });
    await lastValueFrom(chat.stream('a', { metadata: { session: 'one' } }));
    await lastValueFrom(chat.stream('b', { metadata: { session: 'two' } }));
    expect([await kept(store, 'one'), await kept(store, 'two')]).toEqual([
      [
        ['human', 'a'],
        ['ai', '1'],
      ],
      [
        ['human', 'b'],
        ['ai', '1'],
      ],
    ]);
    await expect(lastValueFrom(chat.stream('c'))).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('keeps texts and the messages of an agent', async () => {
    const store = memoryMessageStore();
    const text = withMessageHistory(chain(counter, stringParser()), { store, session: 's' });
    expect(await lastValueFrom(text.stream('a'))).toBe('1');
    const helper = withMessageHistory(agent({ model: counter, tools: [] }), { store, session: 's' });
    await lastValueFrom(helper.stream('b'));
    await lastValueFrom(helper.invoke('c'));
    expect((await kept(store)).map(([, content]) => content)).toEqual(['a', '1', 'b', '3', 'c', '5']);
  });

  it('keeps nothing of what fails, is left early or gives nothing', async () => {
    const store = memoryMessageStore();
    const failing = chatModel({ name: 'model', stream: () => throwError(() => failure) });
    const two = chatModel({ name: 'model', stream: () => of(aiChunk('a'), aiChunk('b')) });
    const silent = chatModel({ name: 'model', stream: () => of<ReturnType<typeof aiChunk>[]>() as never });
    const options = { store, session: 's' };
    await expect(lastValueFrom(withMessageHistory(failing, options).stream('x'))).rejects.toBe(failure);
    await firstValueFrom(withMessageHistory(two, options).stream('x'));
    await lastValueFrom(withMessageHistory(silent, options).stream('x'), { defaultValue: undefined });
    expect(await kept(store)).toEqual([]);
  });

  it('errors of the store go through; an answer that is none of messages is refused', async () => {
    const broken = { read: () => throwError(() => failure), append: () => of(1) };
    await expect(
      lastValueFrom(withMessageHistory(counter, { store: broken, session: 's' }).stream('x')),
    ).rejects.toBe(failure);
    const full = { read: () => of([]), append: () => Promise.reject(failure) };
    await expect(
      lastValueFrom(withMessageHistory(counter, { store: full, session: 's' }).stream('x')),
    ).rejects.toBe(failure);
    const json = withMessageHistory(chain(counter, jsonParser()), {
      store: memoryMessageStore(),
      session: 's',
    });
    await expect(lastValueFrom(json.stream('x'))).rejects.toMatchObject({ code: 'bad_input' });
  });

  it(
    'completes when the store has taken the messages; unsubscribing leaves the store, or the model',
    marbles((m) => {
      const model = m.model('-a|...');
      const written = m.cold('--|');
      const store = { read: () => m.cold('-h|', { h: [ai('x')] }), append: () => written };
      const chat = chain(withMessageHistory(model, { store, session: 's' }), stringParser());
      m.expectObservable(chat.stream('hi')).toBe('--a--|');
      m.expectSubscriptions(written.subscriptions).toBe('---^-!');
      m.expectObservable(chat.stream('hi'), '20ms ^-!').toBe('20ms -');
      m.expectSubscriptions(model.subscriptions).toBe(['-^-!', '21ms ^!']);
      m.expectObservable(
        withMessageHistory(model, { store: { ...store, read: () => NEVER }, session: 's' }).stream('hi'),
      ).toBe('-');
    }),
  );
});
