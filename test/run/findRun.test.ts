import {
  catchError,
  concatMap,
  defer,
  delay,
  EMPTY,
  filter,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  Subscriber,
  switchMap,
  take,
  tap,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ambient } from '../../src/run/ambient.ts';
import { findRun, nearest } from '../../src/run/findRun.ts';
import { Run } from '../../src/run/Run.ts';

class OurSubscriber extends Subscriber<unknown> {
  readonly 'rxchain.run': Run = new Run({ name: 'ours', type: 'chain' }, {});
  learn(): void {}
}

const capture = (
  build: (source: Observable<unknown>) => Observable<unknown>,
  destination: Subscriber<unknown>,
): Subscriber<unknown> => {
  let captured: Subscriber<unknown> | undefined;
  const source = new Observable<unknown>((subscriber) => {
    captured = subscriber;
  });
  build(source).subscribe(destination);
  return captured!;
};

const operators: Readonly<Record<string, (source: Observable<unknown>) => Observable<unknown>>> = {
  none: (source) => source,
  map: map((x) => x),
  'four operators': (source) =>
    source.pipe(
      filter(Boolean),
      map((x) => x),
      take(5),
      tap(),
    ),
  mergeMap: (source) => of(1).pipe(mergeMap(() => source)),
  concatMap: (source) => of(1).pipe(concatMap(() => source)),
  switchMap: (source) => of(1).pipe(switchMap(() => source)),
  catchError: (source) => source.pipe(catchError(() => EMPTY)),
  delay: delay(1),
  defer: (source) => defer(() => source),
};

describe('findRun', () => {
  // It rests on one protected field of rxjs, `destination`. If these fail after an update of rxjs, that field has changed.
  for (const [name, build] of Object.entries(operators)) {
    it(`finds our subscriber through \`destination\`: ${name}`, () => {
      const ours = new OurSubscriber();
      expect(nearest(capture(build, ours))).toBe(ours);
      expect(findRun(capture(build, ours))).toBe(ours['rxchain.run']);
    });
  }

  it('rxjs still has `destination` on every Subscriber', () => {
    const outer = new Subscriber<unknown>();
    expect('destination' in outer).toBe(true);
    expect((new Subscriber<unknown>(outer) as unknown as { destination: unknown }).destination).toBe(outer);
  });

  it('finds nothing where there is nothing', () => {
    const plain = capture((source) => source.pipe(map((x) => x)), new Subscriber<unknown>());
    expect(nearest(plain)).toBeUndefined();
    expect(findRun(plain)).toBeUndefined();
  });

  it('falls back to the ambient run, then to that of a carrier', () => {
    const plain = capture(
      map((x) => x),
      new Subscriber<unknown>(),
    );
    const current = new Run({ name: 'ambient', type: 'chain' }, {});
    const carried = new Run({ name: 'carried', type: 'chain' }, {});
    ambient.carrier = { get: () => carried, with: (_, work) => work() };
    try {
      ambient.run = current;
      expect(findRun(plain)).toBe(current);
      ambient.run = undefined;
      expect(findRun(plain)).toBe(carried);
    } finally {
      ambient.run = undefined;
      ambient.carrier = undefined;
    }
  });

  it('a subscriber of a foreign make does not trip it', () => {
    expect(nearest({} as never)).toBeUndefined();
    expect(nearest({ destination: null } as never)).toBeUndefined();
    expect(NEVER).toBeDefined();
  });
});
