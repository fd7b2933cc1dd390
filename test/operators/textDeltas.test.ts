import fc from 'fast-check';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { parsePartialJson } from '../../operators/parsePartialJson.ts';
import { textDeltas } from '../../operators/textDeltas.ts';
import { marble } from '../events/runEvents.ts';
import { arbitraryPieces } from './arbitraryJsonText.ts';

interface Snapshot {
  t?: string;
  n?: number;
}
const snapshots: Record<string, Snapshot> = {
  o: {},
  e: { t: '' },
  h: { t: 'Hel' },
  l: { t: 'Hello' },
  n: { t: 'Hello', n: 1 },
  w: { t: 'Hello!', n: 1 },
};
const deltas = { h: 'Hel', l: 'lo', w: '!', a: 'Hello' };

describe('textDeltas', () => {
  it('emits what the text has grown by, whenever it has', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -o-e-h-l-n-w-|', snapshots);
      const expected = '     -----h-l---w-|';
      const subscribed = '   ^------------!';
      expectObservable(source.pipe(textDeltas(['t']))).toBe(expected, deltas);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('gives nothing for an empty source, a silent one, or one without a text there', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold<Snapshot>('--|').pipe(textDeltas(['t']))).toBe('--|');
      expectObservable(cold('-h---', snapshots).pipe(textDeltas(['t']))).toBe('-h---', deltas);
      expectObservable(cold<unknown>('-h-|', { h: { t: ['x'] } }).pipe(textDeltas(['t']))).toBe('---|');
    });
  });

  it('passes an error on, and fails when the text becomes shorter', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('-h-#', snapshots).pipe(textDeltas(['t']))).toBe('-h-#', deltas);
    });
    const outcome: unknown[] = [];
    from(['{"t":"ab', '","t":"', 'abc"}'])
      .pipe(parsePartialJson(), textDeltas(['t']))
      .subscribe({
        next: (delta) => outcome.push(delta),
        error: (error) => outcome.push(error.code),
      });
    expect(outcome).toStrictEqual(['ab', 'bad_chunk']);
  });

  it('tears its source down with its subscriber, and begins anew for each', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-h-l-|', snapshots);
      const growing = source.pipe(textDeltas(['t']));
      expectObservable(growing, '--!').toBe('-h', deltas);
      expectObservable(growing, '---^').toBe('----h-l-|', deltas);
      expectSubscriptions(source.subscriptions).toBe(['^-!', '---^----!']);
    });
  });

  it('emits deltas that join to the text, and never half a pair', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '😀', '"', '\n', 'é'), maxLength: 20 });
    fc.assert(
      fc.property(
        text.chain((value) =>
          fc.tuple(fc.constant(value), arbitraryPieces(JSON.stringify({ list: [{ text: value }] }))),
        ),
        ([value, pieces]) => {
          const seen: string[] = [];
          from(pieces)
            .pipe(parsePartialJson<{ list: { text: string }[] }>(), textDeltas(['list', 0, 'text']))
            .subscribe((delta) => seen.push(delta));
          expect(seen.join('')).toBe(value);
          expect(seen.every((delta) => delta !== '' && encodeURIComponent(delta) !== '')).toBe(true);
        },
      ),
    );
  });
});
