import { createRequire } from 'node:module';
import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { asRun } from '../../src/runnables/asRun.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { passthrough } from '../../src/runnables/passthrough.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';

/** A copy of rxjs of its own: other classes, another `config`. */
function secondCopy(): typeof import('rxjs') {
  const require = createRequire(import.meta.url);
  const own = Object.entries(require.cache).filter(([path]) => /[\\/]rxjs[\\/]/.test(path));
  for (const [path] of own) delete require.cache[path];
  const copy = require('rxjs') as typeof import('rxjs');
  for (const path of Object.keys(require.cache)) if (/[\\/]rxjs[\\/]/.test(path)) delete require.cache[path];
  for (const [path, module] of own) require.cache[path] = module;
  return copy;
}

const other = secondCopy();
const model = fakeChatModel(['Hel', 'lo']);

/** The other copy's types are the same ones here; what differs are the classes. */
const all = <T>(source: { subscribe(observer: object): unknown }): T[] => {
  const seen: T[] = [];
  source.subscribe({
    next: (value: T) => seen.push(value),
    error: (error: T) => seen.push(error),
    complete: () => seen.push('|' as T),
  });
  return seen;
};

describe('two copies of rxjs in one process', () => {
  it('are two copies', () => {
    expect(other.Subject).not.toBe(Subject);
    expect(new other.Subject()).not.toBeInstanceOf(Subject);
  });

  it('a source and operators of the other copy, with our runnables between them', () => {
    const shout = other.map((text: string) => text.toUpperCase());
    expect(all(other.of('hi').pipe(model, stringParser(), shout))).toEqual(['HEL', 'LO', '|']);
    expect(all(chain(model, stringParser(), shout).stream('hi'))).toEqual(['HEL', 'LO', '|']);
    expect(all(chain(model, stringParser(), shout).invoke('hi'))).toEqual(['HELLO', '|']);
  });

  it('a function that returns an Observable of the other copy is streamed', () => {
    expect(all(lambda(() => other.of('a', 'b')).stream('x'))).toEqual(['a', 'b', '|']);
    expect(all(lambda(() => other.throwError(() => 'failed')).stream('x'))).toEqual(['failed']);
  });

  it('the context is found through subscribers of both copies', () => {
    const told: string[] = [];
    const events = {
      next: ({ event, name, parent_ids }: RunEvent) => {
        if (event.endsWith('_start')) told.push(`${parent_ids.length} ${name}`);
      },
    };
    const inner = lambda(
      (text: string) => other.of(text).pipe(other.mergeMap((t) => other.of(t).pipe(passthrough<string>()))),
      { name: 'inner' },
    );
    other
      .of('hi')
      .pipe(
        model,
        other.map((chunk) => chunk),
        stringParser(),
        inner,
        other.map((text) => text),
        asRun({ events }),
      )
      .subscribe();
    expect(told).toEqual([
      '0 RunnableSequence',
      '1 FakeChatModel',
      '1 StrOutputParser',
      '1 inner',
      '2 RunnablePassthrough',
    ]);
  });

  it('a context after a timer of the other copy', async () => {
    const told: string[] = [];
    const events = {
      next: ({ event, name, parent_ids }: RunEvent) => {
        if (event.endsWith('_start')) told.push(`${parent_ids.length} ${name}`);
      },
    };
    const late = other.of('hi').pipe(
      other.concatMap((text) =>
        other.timer(1).pipe(
          other.map(() => text),
          passthrough<string>(),
        ),
      ),
    );
    await other.lastValueFrom(late.pipe(asRun({ events })) as never);
    expect(told).toEqual(['0 RunnableSequence', '1 RunnablePassthrough']);
  });

  it('a Subject of the other copy is a sink', () => {
    const events = new other.Subject<RunEvent>();
    const seen = all<RunEvent>(events);
    all(model.stream('hi', { events }));
    expect(seen.map(({ event }) => event)).toEqual([
      'on_chat_model_start',
      'on_chat_model_stream',
      'on_chat_model_stream',
      'on_chat_model_end',
    ]);
  });

  it('unsubscribing reaches through both', () => {
    const source = new other.Subject<string>();
    const subscription = chain(
      lambda(() => source),
      other.map((text: string) => text),
    )
      .stream('x')
      .pipe(other.map((text) => text) as never)
      .subscribe();
    expect(source.observed).toBe(true);
    subscription.unsubscribe();
    expect(source.observed).toBe(false);
  });

  it('a delay of the other copy in withRetry', () => {
    let calls = 0;
    const flaky = lambda(() => {
      calls++;
      if (calls === 1) throw new Error('again');
      return calls;
    });
    expect(all(withRetry(flaky, { delay: () => other.of(1) }).stream('x'))).toEqual([2, '|']);
  });

  it('a runnable is found to be one, not an operator, whatever copy pipes it', () => {
    const nested = chain(passthrough<string>(), chain(passthrough<string>()));
    expect(all(other.of('a', 'b').pipe(nested))).toEqual(['a', 'b', '|']);
  });
});
