import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { chain } from '../../src/runnables/chain.ts';
import { emitEvent } from '../../src/runnables/emitEvent.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { operator } from '../../src/runnables/operator.ts';
import { marbles } from '../../src/testing/marbles.ts';

const collect = (): { events: RunEvent[]; next(event: RunEvent): void } => {
  const events: RunEvent[] = [];
  return { events, next: (event) => void events.push(event) };
};

describe('emitEvent', () => {
  it('is told at its place in the order, with ids, tags and metadata of the run that sends it', () => {
    const sink = collect();
    const sender = lambda(
      (text: string) => {
        emitEvent('progress', { done: 0.5 });
        return text;
      },
      { name: 'sender' },
    );
    chain(sender)
      .stream('x', { events: sink, tags: ['t'], metadata: { user: 1 }, runId: 'root' })
      .subscribe();
    const names = sink.events.map(({ event }) => event);
    expect(names.indexOf('on_custom_event')).toBe(names.lastIndexOf('on_chain_start') + 1);
    const told = sink.events.find(({ event }) => event === 'on_custom_event');
    const start = sink.events.find(({ event, name }) => event === 'on_chain_start' && name === 'sender');
    expect(told).toEqual({
      event: 'on_custom_event',
      name: 'progress',
      data: { done: 0.5 },
      run_id: start?.run_id,
      parent_ids: ['root'],
      tags: start?.tags,
      metadata: { user: 1 },
    });
  });

  it('the payload is told as it is, whatever it is', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const payloads = [undefined, null, 0, '', circular, () => 1, Symbol('s'), 10n];
    const sink = collect();
    lambda(() => {
      for (const payload of payloads) emitEvent('payload', payload);
      return 'x';
    })
      .stream('x', { events: sink })
      .subscribe();
    const told = sink.events.filter(({ event }) => event === 'on_custom_event').map(({ data }) => data);
    expect(told).toHaveLength(payloads.length);
    expect(told.every((data, i) => Object.is(data, payloads[i]))).toBe(true);
  });

  it('outside every run it throws, and says what to do', () => {
    expect(() => emitEvent('lost', 1)).toThrow(
      expect.objectContaining({ code: 'no_context', name: 'RunnableError' }),
    );
    expect(() => emitEvent('lost', 1)).toThrow(/emitEvent\("lost"\) found no run/);
  });

  it('behind an await the config finds the run', async () => {
    const sink = collect();
    const seen: unknown[] = [];
    const sender = lambda(async (text: string, config) => {
      await Promise.resolve();
      emitEvent('with config', 1, config);
      try {
        emitEvent('without', 1);
      } catch (error) {
        seen.push((error as { code: string }).code);
      }
      return text;
    });
    for await (const _ of sender.stream('x', { events: sink })) void _;
    expect(sink.events.filter(({ event }) => event === 'on_custom_event').map(({ name }) => name)).toEqual([
      'with config',
    ]);
    expect(seen).toEqual(['no_context']);
  });

  it('with no listener it does nothing', () => {
    const seen: unknown[] = [];
    lambda((text: string) => {
      emitEvent('nobody', 1);
      return text;
    })
      .stream('x')
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual(['x']);
  });

  it(
    'a run that is over sends nothing more',
    marbles((m) => {
      const sink = collect();
      const sender = lambda((text: string, config) => {
        m.scheduler.schedule(() => emitEvent('late', 1, config), 5);
        return text;
      });
      sender.stream('x', { events: sink }).subscribe();
      m.flush();
      expect(sink.events.map(({ event }) => event)).toEqual([
        'on_chain_start',
        'on_chain_stream',
        'on_chain_end',
      ]);
    }),
  );

  it('custom events go by their own name in filters', () => {
    const told: string[] = [];
    const sender = lambda((text: string) => {
      emitEvent('progress', 1);
      emitEvent('noise', 2);
      return text;
    });
    sender
      .streamEvents('x', { includeNames: ['progress'] })
      .subscribe(({ event, name }) => told.push(`${event} ${name}`));
    sender
      .streamEvents('x', { excludeTypes: ['noise', 'chain'] })
      .subscribe(({ event, name }) => told.push(`${event} ${name}`));
    expect(told).toEqual(['on_custom_event progress', 'on_custom_event progress']);
  });

  it('code inside an rxjs operator of a run finds no run while chunks pass, but the operator as it is applied does', () => {
    const seen: string[] = [];
    const op = operator((source) => {
      emitEvent('applied', 1);
      return source.pipe(map((x) => x));
    });
    op.streamEvents('x').subscribe(({ event }) => seen.push(event));
    expect(seen).toContain('on_custom_event');
  });
});
