import { EMPTY, firstValueFrom, lastValueFrom, map, of, throwError, timer, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { chatModel } from '../../src/models/chatModel.ts';
import { memoryCache } from '../../src/models/memoryCache.ts';
import { withCache } from '../../src/models/withCache.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { tool } from '../../src/tools/tool.ts';

const failure = new Error('529 overloaded');

/** A model that counts its calls and says so. */
const counting = () => {
  const model = chatModel({
    name: 'model',
    stream: () => {
      counted.calls++;
      return of(
        aiChunk('reply '),
        aiChunk({
          content: String(counted.calls),
          usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
        }),
      );
    },
  });
  const counted = { model, calls: 0 };
  return counted;
};
const textIn = (model: { invoke(input: never): unknown }, input: unknown) =>
  lastValueFrom(
    (model.invoke(input as never) as ReturnType<typeof of>).pipe(map((reply) => textOf(reply as never))),
  );

describe('withCache', () => {
  it(
    'gives the same reply again, in the same pieces, at once; the second subscription asks nobody',
    marbles((m) => {
      const model = m.model('-a-b-|');
      const cached = chain(withCache(model), stringParser());
      m.expectObservable(cached.stream('hi')).toBe('-a-b-|');
      m.expectObservable(cached.stream('hi'), '------^').toBe('------(ab|)');
      m.expectSubscriptions(model.subscriptions).toBe('^----!');
    }),
  );

  it('says that it was kept, and takes no tokens', async () => {
    const cached = withCache(counting().model);
    const first = await lastValueFrom(cached.invoke('hi'));
    expect(first.usage_metadata).toMatchObject({ total_tokens: 3 });
    const second = await lastValueFrom(cached.invoke('hi'));
    expect(textOf(second)).toBe('reply 1');
    expect(second.usage_metadata).toBeUndefined();
    expect(second.response_metadata).toEqual({ cached: true });
  });

  it('other messages, options and tools are other calls; ids and the order of members are not', async () => {
    const { model } = counting();
    const cached = withCache(model);
    const schema = z.object({ a: z.number() });
    const add = (description: string) => tool(() => 1, { name: 'add', description, schema });
    const reply = ai({ content: 'x', id: 'one' });
    expect(await textIn(cached, 'a')).toBe('reply 1');
    expect(await textIn(cached, 'b')).toBe('reply 2');
    expect(await textIn(cached, [human('a')])).toBe('reply 1');
    expect(await textIn(cached, [human('a'), reply, human('c')])).toBe('reply 3');
    expect(await textIn(cached, [human('a'), { ...reply, id: 'two' }, human('c')])).toBe('reply 3');
    expect(await textIn(cached.withOptions({ seed: 1, stop: ['x'] }), 'a')).toBe('reply 4');
    expect(await textIn(cached.withOptions({ stop: ['x'], seed: 1 }), 'a')).toBe('reply 4');
    expect(await textIn(cached.bindTools([add('adds')]), 'a')).toBe('reply 5');
    expect(await textIn(cached.bindTools([add('adds')]), 'a')).toBe('reply 5');
    expect(await textIn(cached.bindTools([add('sums')]), 'a')).toBe('reply 6');
  });

  it('keeps nothing of what fails or is left early', async () => {
    let calls = 0;
    const model = chatModel({
      name: 'model',
      stream: () => (++calls === 1 ? throwError(() => failure) : of(aiChunk('a'), aiChunk('b'))),
    });
    const cached = withCache(model);
    await expect(lastValueFrom(cached.invoke('hi'))).rejects.toBe(failure);
    await firstValueFrom(cached.stream('hi'));
    expect(await textIn(cached, 'hi')).toBe('ab');
    expect(calls).toBe(3);
    await textIn(cached, 'hi');
    expect(calls).toBe(3);
  });

  it('takes a cache of your own: promises, namespaces, keys; its errors go through', async () => {
    const kept = new Map<string, readonly ReturnType<typeof aiChunk>[]>();
    const cache = {
      get: (key: string) => Promise.resolve(kept.get(key)),
      set: (key: string, reply: readonly ReturnType<typeof aiChunk>[]) =>
        Promise.resolve(kept.set(key, reply)),
    };
    const one = withCache(counting().model, { cache, namespace: 'one', key: () => 'k' });
    const two = withCache(counting().model, { cache, namespace: 'two', key: () => 'k' });
    await textIn(one, 'a');
    expect([await textIn(one, 'b'), await textIn(two, 'b')]).toEqual(['reply 1', 'reply 1']);
    expect([...kept.keys()]).toEqual(['one:k', 'two:k']);
    const broken = { get: () => EMPTY, set: () => throwError(() => failure) };
    await expect(lastValueFrom(withCache(counting().model, { cache: broken }).stream('x'))).rejects.toBe(
      failure,
    );
  });

  it('an option that is no data is refused', async () => {
    const cached = withCache(counting().model).withOptions({ onToken: () => undefined });
    await expect(lastValueFrom(cached.invoke('hi'))).rejects.toMatchObject({ code: 'bad_config' });
  });

  it('the same run as without: name, tags, events', async () => {
    const cached = withCache(counting().model).withConfig({ tags: ['t'] });
    await lastValueFrom(cached.stream('hi'));
    const events = await lastValueFrom(cached.streamEvents('hi').pipe(toArray()));
    expect(events.map(({ event, name, tags }) => [event, name, tags])).toEqual([
      ['on_chat_model_start', 'model', ['t']],
      ['on_chat_model_stream', 'model', ['t']],
      ['on_chat_model_stream', 'model', ['t']],
      ['on_chat_model_end', 'model', ['t']],
    ]);
  });

  it('a model that gives the whole is kept too', async () => {
    let calls = 0;
    const cached = withCache(
      chatModel({ name: 'model', generate: () => timer(0).pipe(map(() => `n${++calls}`)) }),
    );
    expect([await textIn(cached, 'a'), await textIn(cached, 'a')]).toEqual(['n1', 'n1']);
  });
});

describe('memoryCache', () => {
  it('lets the one go that was not asked for the longest', async () => {
    const cache = memoryCache({ limit: 2 });
    const has = async (key: string) => (await lastValueFrom(cache.get(key) as never)) !== undefined;
    cache.set('a', [aiChunk('a')]);
    cache.set('b', [aiChunk('b')]);
    expect(await has('a')).toBe(true);
    cache.set('c', [aiChunk('c')]);
    expect([await has('a'), await has('b'), await has('c')]).toEqual([true, false, true]);
    expect(() => memoryCache({ limit: 0 })).toThrow(expect.objectContaining({ code: 'bad_config' }));
  });
});
