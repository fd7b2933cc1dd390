/** Counts what is done outside of RxJS' time while the work is going on: promises, microtasks, timers, the clock. */
export function countRawTime(work: () => void): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  const restore: (() => void)[] = [];
  const watch = <Key extends string>(
    owner: { [K in Key]: (...args: never[]) => unknown },
    name: Key,
  ): void => {
    const original = owner[name];
    counts[name] = 0;
    owner[name] = function counted(this: unknown, ...args: never[]): unknown {
      counts[name]!++;
      return original.apply(this, args);
    };
    restore.push(() => {
      owner[name] = original;
    });
  };
  watch(globalThis as never, 'setTimeout');
  watch(globalThis as never, 'setInterval');
  watch(globalThis as never, 'setImmediate');
  watch(globalThis as never, 'queueMicrotask');
  watch(process as never, 'nextTick');
  watch(Promise.prototype as never, 'then');
  watch(Date as never, 'now');
  try {
    work();
  } finally {
    for (const put of restore) put();
  }
  return counts;
}
