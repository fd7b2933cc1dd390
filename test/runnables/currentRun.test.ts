import { map, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { retriever } from '../../src/retrievers/retriever.ts';
import { chain } from '../../src/runnables/chain.ts';
import { currentRun } from '../../src/runnables/currentRun.ts';
import { generator } from '../../src/runnables/generator.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';
import { tool } from '../../src/tools/tool.ts';

describe('currentRun', () => {
  it('is the run whose code is being called, with all that is known of it', () => {
    const seen: unknown[] = [];
    const inner = lambda(
      () => {
        const run = currentRun();
        seen.push({ ...describeRun(run), isLive: run?.signal.aborted === false });
        return 'x';
      },
      { name: 'inner' },
    );
    chain(inner)
      .stream('x', {
        newRunId: sequentialIds(),
        tags: ['t'],
        metadata: { user: 1 },
        events: { next: () => undefined },
      })
      .subscribe();
    expect(seen).toEqual([
      {
        id: 'r2',
        name: 'inner',
        type: 'chain',
        parentIds: ['r1'],
        tags: ['seq:step:1', 't'],
        metadata: { user: 1 },
        isLive: true,
      },
    ]);
  });

  it('in tools and retrievers too', () => {
    const seen: unknown[] = [];
    const look = (): string => {
      seen.push(`${currentRun()?.type} ${currentRun()?.name}`);
      return 'x';
    };
    tool(look, { name: 'looker', description: 'looks', schema: z.string() }).stream('x').subscribe();
    retriever({ name: 'finder', retrieve: () => [{ pageContent: look(), metadata: {} }] })
      .stream('x')
      .subscribe();
    expect(seen).toEqual(['tool looker', 'retriever finder']);
  });

  it('in a generator until its first await', async () => {
    const seen: unknown[] = [];
    const made = generator(async function* made() {
      seen.push(currentRun()?.name);
      await Promise.resolve();
      seen.push(currentRun()?.name);
      yield 1;
    });
    for await (const _ of made.stream('x')) void _;
    expect(seen).toEqual(['made', undefined]);
  });

  it('is that of the parent again after a child was called', () => {
    const seen: unknown[] = [];
    const child = lambda((text: string) => text, { name: 'child' });
    const parent = lambda(
      (text: string) => {
        seen.push(currentRun()?.name);
        child.stream(text).subscribe(() => seen.push(currentRun()?.name));
        seen.push(currentRun()?.name);
        return of(text).pipe(map((t) => `${t} ${currentRun()?.name}`));
      },
      { name: 'parent' },
    );
    parent.stream('x').subscribe((value) => seen.push(value, currentRun()));
    expect(seen).toEqual(['parent', 'parent', 'parent', 'x parent', undefined]);
  });

  it('outside every run it is undefined', () => {
    expect(currentRun()).toBeUndefined();
  });
});

function describeRun(run: ReturnType<typeof currentRun>): object {
  const { id, name, type, parentIds, tags, metadata } = run!;
  return { id, name, type, parentIds, tags, metadata };
}
