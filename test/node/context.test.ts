// First, as an application would: what is loaded later finds the carrier.
import '../../src/node/index.ts';
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, lastValueFrom, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import type { Runnable } from '../../src/Runnable.ts';
import { chain } from '../../src/runnables/chain.ts';
import { currentRun } from '../../src/runnables/currentRun.ts';
import { emitEvent } from '../../src/runnables/emitEvent.ts';
import { generator } from '../../src/runnables/generator.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';
import { tool } from '../../src/tools/tool.ts';

/** A step that writes down the parents of each of its runs. */
function probe(seen: string[]): Runnable<number, number> {
  return lambda((n: number) => {
    seen.push(currentRun()?.parentIds.join('/') ?? 'no run');
    return n;
  });
}

describe('rxchain/node keeps the run behind an await', () => {
  it('in a lambda, several awaits deep, and after a timer', async () => {
    const seen: string[] = [];
    const step = probe(seen);
    const outer = lambda(async (n: number) => {
      await Promise.resolve();
      await lastValueFrom(step.stream(n));
      await sleep(1);
      await lastValueFrom(of(n).pipe(step));
      return n;
    });
    await lastValueFrom(outer.invoke(1, { runId: 'node-lambda' }));
    expect(seen).toEqual(['node-lambda', 'node-lambda']);
  });

  it('in a generator, between its chunks', async () => {
    const seen: string[] = [];
    const step = probe(seen);
    const outer = generator(async function* (chunks: AsyncIterable<number>) {
      for await (const n of chunks) {
        await sleep(1);
        yield await lastValueFrom(step.stream(n));
      }
      await lastValueFrom(step.stream(9));
    });
    await lastValueFrom(outer.stream(1, { runId: 'node-generator' }));
    expect(seen).toEqual(['node-generator', 'node-generator']);
  });

  it('in a tool, whose model is told as its child', async () => {
    const model = fakeChatModel(['yes']);
    const ask = tool(
      async (question) => {
        await sleep(1);
        return (await firstValueFrom(model.invoke(question))).content;
      },
      { name: 'ask', description: 'Asks the model.', schema: z.string() },
    );
    const events: RunEvent[] = [];
    await lastValueFrom(
      ask.invoke('?', { runId: 'node-tool', events: { next: (event) => events.push(event) } }),
    );
    const start = events.find((event) => event.event === 'on_chat_model_start');
    expect(start?.parent_ids).toEqual(['node-tool']);
    expect(events.at(-1)?.event).toBe('on_tool_end');
  });

  it('tells a custom event of the run that sent it', async () => {
    const events: RunEvent[] = [];
    const outer = lambda(async (n: number) => {
      await sleep(1);
      emitEvent('progress', n);
      return n;
    });
    const config = { runId: 'node-custom', events: { next: (event: RunEvent) => events.push(event) } };
    await lastValueFrom(outer.invoke(1, config));
    const custom = events.filter((event) => event.event === 'on_custom_event');
    expect(custom.map((event) => [event.run_id, event.data])).toEqual([['node-custom', 1]]);
  });

  it('keeps runs apart that wait at the same time', async () => {
    const seen: string[] = [];
    const step = probe(seen);
    const outer = lambda(async (n: number) => {
      await sleep(10 - n);
      return lastValueFrom(step.stream(n));
    });
    await Promise.all([1, 5, 9].map((n) => lastValueFrom(outer.invoke(n, { runId: `node-${n}` }))));
    expect([...seen].sort()).toEqual(['node-1', 'node-5', 'node-9']);
  });

  it('goes through a chain and a nested lambda', async () => {
    const seen: string[] = [];
    const inner = lambda(async (n: number) => {
      await Promise.resolve();
      return lastValueFrom(probe(seen).stream(n));
    }).withConfig({ runId: 'node-inner' });
    await lastValueFrom(
      chain(
        inner,
        lambda((n: number) => n),
      ).invoke(1, { runId: 'node-outer' }),
    );
    expect(seen).toEqual(['node-outer/node-inner']);
  });

  it('leaves the stores of others alone, and is over with the run', async () => {
    const seen: string[] = [];
    const store = new AsyncLocalStorage<string>();
    const outer = lambda(async (n: number) => {
      await sleep(1);
      seen.push(store.getStore() ?? 'nothing');
      return n;
    });
    await store.run('mine', () => lastValueFrom(outer.invoke(1)));
    await lastValueFrom(probe(seen).stream(1));
    expect(seen).toEqual(['mine', '']);
    expect(currentRun()).toBeUndefined();
  });
});
