import { concat, NEVER, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { chatModel } from '../../src/models/chatModel.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { currentRun } from '../../src/runnables/currentRun.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';

const duplicate = (id: string) =>
  expect.objectContaining({ code: 'duplicate_run_id', message: expect.stringContaining(`"${id}"`) });

const errorsOf = (source: { subscribe(observer: object): unknown }): unknown[] => {
  const seen: unknown[] = [];
  source.subscribe({ next: () => seen.push('a value'), error: (error: unknown) => seen.push(error) });
  return seen;
};

const never = lambda(() => NEVER, { name: 'never' });
const once = lambda((text: string) => text, { name: 'once' });

describe('runId', () => {
  it('is the id of the run it is passed to, and of no other', () => {
    const ids: string[] = [];
    const inner = lambda((text: string) => text, { name: 'inner' });
    chain(
      inner,
      lambda(() => inner),
    )
      .streamEvents('x', { runId: 'root' })
      .subscribe(({ event, run_id }) => {
        if (event.endsWith('_start')) ids.push(run_id);
      });
    expect(ids[0]).toBe('root');
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('that is in use is refused, before anything starts', () => {
    const told: RunEvent[] = [];
    const running = never.stream('x', { runId: 'used' }).subscribe();
    let calls = 0;
    const counting = lambda(() => ++calls);
    expect(
      errorsOf(counting.stream('x', { runId: 'used', events: { next: (event) => void told.push(event) } })),
    ).toEqual([duplicate('used')]);
    expect(calls).toBe(0);
    expect(told).toEqual([]);
    running.unsubscribe();
  });

  it('of an ancestor is refused', () => {
    const inner = lambda((text: string) => text, { name: 'inner' });
    const outer = lambda((text: string) => inner.stream(text, { runId: 'root' }));
    expect(errorsOf(outer.stream('x', { runId: 'root' }))).toEqual([duplicate('root')]);
    expect(errorsOf(outer.streamEvents('x', { runId: 'root' })).at(-1)).toEqual(duplicate('root'));
  });

  it('bound to a step that is twice in a chain is refused', () => {
    const step = once.withConfig({ runId: 'step' });
    expect(
      errorsOf(
        chain(
          step,
          lambda(() => step),
        ).stream('x', { runId: 'fine' }),
      ),
    ).toEqual(['a value']);
    const nested = lambda(() => step, { name: 'nested' }).withConfig({ runId: 'step' });
    expect(errorsOf(nested.stream('x'))).toEqual([duplicate('step')]);
  });

  it('is free again after an end, an error, a cancel and an abort', () => {
    const failing = lambda(() => {
      throw new Error('failed');
    });
    const free = (): void => expect(errorsOf(once.stream('x', { runId: 'again' }))).toEqual(['a value']);
    free();
    errorsOf(failing.stream('x', { runId: 'again' }));
    free();
    never.stream('x', { runId: 'again' }).subscribe().unsubscribe();
    free();
    errorsOf(never.stream('x', { runId: 'again', signal: AbortSignal.abort() }));
    free();
    const controller = new AbortController();
    errorsOf(never.stream('x', { runId: 'again', signal: controller.signal }));
    controller.abort();
    free();
    once.invoke('x', { runId: 'again' }).subscribe();
    free();
    chain(once, never)
      .stream('x', { runId: 'again', events: { next: () => undefined } })
      .subscribe()
      .unsubscribe();
    free();
  });

  it('that is refused leaves the run that has it alone', () => {
    const ends: string[] = [];
    const running = never.streamEvents('x', { runId: 'kept' }).subscribe(({ event }) => ends.push(event));
    errorsOf(once.stream('x', { runId: 'kept' }));
    expect(errorsOf(once.stream('x', { runId: 'kept' }))).toEqual([duplicate('kept')]);
    running.unsubscribe();
    expect(errorsOf(once.stream('x', { runId: 'kept' }))).toEqual(['a value']);
    expect(ends).toEqual(['on_chain_start']);
  });

  it('a stream that is subscribed twice at the same time has it once', () => {
    const stream = never.stream('x', { runId: 'twice' });
    const first = stream.subscribe();
    expect(errorsOf(stream)).toEqual([duplicate('twice')]);
    first.unsubscribe();
  });

  it('batch refuses one id for many inputs, when it is called', () => {
    expect(() => once.batch(['a', 'b'], { runId: 'one' })).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
  });
});

describe('newRunId', () => {
  it('makes the ids of all runs below, in the order of opening', () => {
    const ids: string[] = [];
    chain(
      once,
      lambda(() => once),
    )
      .streamEvents('x', { newRunId: sequentialIds() })
      .subscribe(({ event, name, run_id }) => {
        if (event.endsWith('_start')) ids.push(`${run_id} ${name}`);
      });
    expect(ids).toEqual(['r1 RunnableSequence', 'r2 once', 'r3 RunnableLambda', 'r4 once']);
  });

  it('is not called when nobody listens or asks', () => {
    let calls = 0;
    const count = (): string => `id ${++calls}`;
    chain(once, once).stream('x', { newRunId: count }).subscribe();
    expect(calls).toBe(0);
    const seen: unknown[] = [];
    lambda(() => currentRun()?.id)
      .stream('x', { newRunId: count })
      .subscribe((id) => seen.push(id));
    expect(seen).toEqual(['id 1']);
  });

  it('by default they are uuids of version 7, each another', () => {
    const ids = new Set<string>();
    for (let i = 0; i < 1_000; i++) {
      once.streamEvents('x').subscribe(({ run_id }) => ids.add(run_id));
    }
    expect(ids.size).toBe(1_000);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('one that throws is the error of the run', () => {
    const failure = new Error('no ids');
    const throwing = (): never => {
      throw failure;
    };
    expect(errorsOf(once.stream('x', { newRunId: throwing, events: { next: () => undefined } }))).toEqual([
      failure,
    ]);
    expect(errorsOf(of('x').pipe(once))).toEqual(['a value']);
  });

  it('one that throws at a later run ends the call, and every run that has started has its terminal', () => {
    const failure = new Error('no more ids');
    for (let given = 0; given < 3; given++) {
      let ids = 0;
      const scarce = (): string => {
        if (ids === given) throw failure;
        ids++;
        return `r${ids}`;
      };
      const told: string[] = [];
      const events = { next: ({ event, run_id }: RunEvent) => void told.push(`${event} ${run_id}`) };
      const slow = chain(
        chatModel({ name: 'slow', stream: () => concat(of(aiChunk('a')), NEVER) }),
        stringParser(),
      );
      expect(errorsOf(slow.stream('x', { newRunId: scarce, events }))).toEqual([failure]);
      const isAbout = (what: RegExp) => told.filter((line) => what.test(line)).length;
      expect(isAbout(/_start/)).toBe(given);
      expect(isAbout(/_error|_cancel/)).toBe(given);
    }
  });
});
