import { EMPTY, Observable, type Subscriber } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { attach } from './attach.ts';
import { Feed } from './Feed.ts';
import { cutsOf, planOf } from './Plan.ts';
import { recordJoin } from './recordJoin.ts';
import type { Step } from './Step.ts';
import type { StepRun } from './StepRun.ts';
import { weightAround } from './sequence.ts';

type Chunk = Readonly<Record<string, unknown>>;

/**
 * Branches side by side over the same input: a chunk of a branch leaves as a record with its key, in order of arrival. It
 * completes when all branches have, fails with the first that fails, and then, or when it is left, stops all others.
 */
export function record(branches: ReadonlyMap<string, Step>): Step<unknown, Chunk> {
  const keys = [...branches.keys()];
  return {
    name: `RunnableParallel<${keys.join(',')}>`,
    type: 'chain',
    weight: weightAround(...branches.values()),
    ...cutsOf(branches.values()),
    transform: (source, run) => runBranches(branches, source, run),
  };
}

function runBranches(
  branches: ReadonlyMap<string, Step>,
  source: Observable<unknown>,
  run: StepRun,
): Observable<Chunk> {
  return new Observable((subscriber) => {
    const joins = new Map<string, Join<unknown> | undefined>();
    run.join = recordJoin(
      (key) => joins.get(key),
      () => [...branches.keys()],
    ) as unknown as Join<unknown>;
    let open = branches.size;
    let feed: Feed | undefined;
    const openBranch = (
      key: string,
      step: Step,
      input: { value: unknown } | { source: Observable<unknown> },
    ): void => {
      const child = run.child(step, input, {
        tag: `map:key:${key}`,
        onJoin: (join) => joins.set(key, join),
        onOpen: (opened) => feed?.onBegin(opened.begin),
      });
      attach(subscriber, child, {
        next: (chunk) => subscriber.next({ [key]: chunk }),
        error: (error) => subscriber.error(error),
        complete: () => {
          open--;
          if (open === 0) subscriber.complete();
        },
      });
    };
    const all = (input: { value: unknown } | { source: Observable<unknown> }): void => {
      for (const [key, step] of branches) {
        if (subscriber.closed) return;
        openBranch(key, step, input);
      }
    };
    if (open === 0) subscriber.complete();
    else if (run.isWhole) feedWhole(source, subscriber, all);
    else {
      feed = new Feed(
        run,
        [...branches.values()].some((step) => planOf(step).parts.length > 1),
      );
      all({ source: feed });
      feed.connect(source, subscriber);
    }
  });
}

/** One value, known whole: each branch gets it with its end, in the order of the keys. */
function feedWhole(
  source: Observable<unknown>,
  subscriber: Subscriber<Chunk>,
  all: (input: { value: unknown } | { source: Observable<unknown> }) => void,
): void {
  let hasValue = false;
  let value: unknown;
  attach(subscriber, source, {
    next: (whole) => {
      hasValue = true;
      value = whole;
    },
    error: (error) => subscriber.error(error),
    complete: () => all(hasValue ? { value } : { source: EMPTY }),
  });
}
