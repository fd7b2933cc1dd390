import '@angular/compiler';
import { TestBed } from '@angular/core/testing';
import * as fc from 'fast-check';
import { filter, from, lastValueFrom, map, type Observable, of } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { injectRun, runnableResource } from '../../src/angular/index.ts';
import {
  type AIMessageChunk,
  aiChunk,
  assign,
  branch,
  chatModel,
  chatPrompt,
  generator,
  jsonParser,
  lambda,
  listParser,
  operator,
  parallel,
  passthrough,
  type Runnable,
  stringParser,
  withFallbacks,
} from '../../src/index.ts';
import { createHost, setUpAngular } from './angularTest.ts';

setUpAngular();

const says = (...pieces: readonly string[]) =>
  chatModel({ name: 'says', stream: () => from(pieces.map((piece) => aiChunk(piece))) });
const prompt = chatPrompt('{x}');
const json = says('[{"a"', ':1},', '{"a":2}', ']');
const words = says('on', 'e, t', 'wo, three');

/** Runnables whose last step joins in different ways; each takes `{ x }`. */
const runnables: Readonly<Record<string, Runnable<{ x: string }, unknown, unknown>>> = {
  text: prompt.pipe(words, stringParser()),
  message: prompt.pipe(words),
  'message behind a plain operator': prompt.pipe(
    words,
    filter((chunk: AIMessageChunk) => chunk.content !== ''),
  ),
  'a JSON list, snapshots that replace': prompt.pipe(json, jsonParser()),
  'snapshots behind a plain operator': prompt.pipe(
    json,
    jsonParser(),
    map((value: unknown) => value),
  ),
  'a list that adds up': prompt.pipe(words, listParser()),
  record: parallel({ text: prompt.pipe(words, stringParser()), list: prompt.pipe(json, jsonParser()) }),
  assigned: passthrough<{ x: string }>().pipe(assign({ list: prompt.pipe(json, jsonParser()) })),
  'a runnable that a lambda returns': lambda((_: { x: string }) => prompt.pipe(json, jsonParser())),
  'the chosen branch': branch(
    [[lambda(() => true), prompt.pipe(json, jsonParser())]],
    prompt.pipe(words, stringParser()),
  ),
  'the fallback that answers': withFallbacks(
    lambda((_: { x: string }): string => {
      throw new Error('no');
    }),
    [prompt.pipe(words, stringParser())],
  ),
  generator: prompt.pipe(
    words,
    stringParser(),
    generator(async function* (chunks: AsyncIterable<string>) {
      for await (const chunk of chunks) yield chunk.toUpperCase();
    }),
  ),
  'an operator with a join': prompt.pipe(
    words,
    stringParser(),
    operator<string, number>((source: Observable<string>) => source.pipe(map((text) => text.length)), {
      name: 'lengths',
      join: (left, right) => left + right,
    }),
  ),
  'a prompt alone': prompt,
};

describe('fold: by default as the last step says', () => {
  it.each(Object.entries(runnables))('a finished run shows what invoke gives: %s', async (_, runnable) => {
    const host = createHost();
    const answer = host.run(() => runnableResource({ runnable, params: () => ({ x: 'go' }) }));
    const run = host.run(() => injectRun(runnable));
    run.run({ x: 'go' });
    TestBed.tick();
    const whole = await lastValueFrom(runnable.invoke({ x: 'go' }));
    await vi.waitUntil(() => !answer.isActive() && !run.isActive());
    expect(answer.phase()).toBe('done');
    const withoutId = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replace(/run-[\w-]+/g, 'id'));
    expect(withoutId(answer.value())).toEqual(withoutId(whole));
    expect(withoutId(run.value())).toEqual(withoutId(whole));
  });

  it('however the text is cut', () => {
    void fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 20 }), (pieces) => {
        const run = createHost().run(() => injectRun(prompt.pipe(says(...pieces), stringParser())));
        run.run({ x: '' });
        expect(run.value() ?? '').toBe(pieces.join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('shows the running total', () => {
    const seen: unknown[] = [];
    const host = createHost();
    const spy = operator<string, string>(
      (source) =>
        source.pipe(
          map((text) => {
            seen.push(run.value());
            return text;
          }),
        ),
      { name: 'spy' },
    );
    const run = host.run(() => injectRun(prompt.pipe(says('a', 'b', 'c'), stringParser(), spy)));
    run.run({ x: '' });
    expect(seen).toEqual([undefined, 'a', 'ab']);
    expect(run.value()).toBe('abc');
  });
});

describe('fold: sum, last, a function', () => {
  const lists = operator<string, number[]>(() => of([1], [2, 3]), { name: 'lists', join: (_, last) => last });

  it('adds by value, or shows the last chunk, whatever the step says', () => {
    const host = createHost();
    const make = (fold?: 'sum' | 'last') => host.run(() => injectRun(lists, { ...(fold && { fold }) }));
    const runs = [make(), make('sum'), make('last')];
    for (const run of runs) run.run('');
    expect(runs.map((run) => run.value())).toEqual([
      [2, 3],
      [1, 2, 3],
      [2, 3],
    ]);
  });

  it('gives the whole form also with sum', () => {
    const run = createHost().run(() => injectRun(says('a', 'b'), { fold: 'sum' }));
    run.run('');
    expect(run.value()).toMatchObject({ type: 'ai', content: 'ab' });
  });

  it('calls a function with the total and the chunk', () => {
    const calls: unknown[] = [];
    const run = createHost().run(() =>
      injectRun(lists, {
        fold: (total: number[] | undefined, chunk: number[]) => {
          calls.push([total, chunk]);
          return [...chunk, ...(total ?? [])];
        },
      }),
    );
    run.run('');
    expect(calls).toEqual([
      [undefined, [1]],
      [[1], [2, 3]],
    ]);
    expect(run.value()).toEqual([2, 3, 1]);
    run.run('');
    expect(calls[2]).toEqual([undefined, [1]]);
  });

  it('fails with what a function throws, keeps the total and aborts', () => {
    let isTornDown = false;
    const model = chatModel({
      name: 'm',
      stream: () => {
        const source = from([aiChunk('a'), aiChunk('b'), aiChunk('c')]);
        return new (source.constructor as typeof Observable)<AIMessageChunk>((subscriber) => {
          subscriber.add(() => (isTornDown = true));
          subscriber.next(aiChunk('a'));
          subscriber.next(aiChunk('b'));
        });
      },
    });
    const run = createHost().run(() =>
      injectRun(model.pipe(stringParser()), {
        fold: (total: string | undefined, chunk: string) => {
          if (chunk === 'b') throw new Error('no b');
          return (total ?? '') + chunk;
        },
      }),
    );
    run.run('');
    expect(run.phase()).toBe('error');
    expect(run.error()).toMatchObject({ message: 'no b' });
    expect(run.partial()).toBe('a');
    expect(isTornDown).toBe(true);
  });
});
