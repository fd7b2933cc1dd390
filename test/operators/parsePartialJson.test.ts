import fc from 'fast-check';
import {
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  filter,
  from,
  map,
  NEVER,
  type Observable,
  type OperatorFunction,
  of,
  retry,
  Subject,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { PartialJson } from '../../operators/PartialJson.ts';
import { parsePartialJson } from '../../operators/parsePartialJson.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { marble } from '../events/runEvents.ts';
import { arbitraryDamagedText, arbitraryJsonText, arbitraryPieces } from './arbitraryJsonText.ts';

const pieces = { a: '{"name": "Fr', b: 'ance"', c: ', "p', d: 'op": 67', e: '}', f: ' bye', x: ', 1' };
const shown = { A: { name: 'Fr' }, B: { name: 'France' }, D: { name: 'France', pop: 67 } };

describe('parsePartialJson', () => {
  it('emits a snapshot for each piece that changes what is visible, and completes with the source', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-d-e-f-|', pieces);
      const expected = '     -A-B---D-----|';
      const subscribed = '   ^------------!';
      expectObservable(source.pipe(parsePartialJson())).toBe(expected, shown);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('fails on an empty source, unless empty: "complete"', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold<string>('--|').pipe(parsePartialJson(), codes())).toBe('--(x|)', {
        x: 'json_no_json',
      });
      expectObservable(cold<string>('--|').pipe(parsePartialJson({ empty: 'complete' }))).toBe('--|');
    });
  });

  it('stays silent with a silent source', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('-a---', pieces).pipe(parsePartialJson())).toBe('-A---', shown);
      expectObservable(NEVER.pipe(parsePartialJson())).toBe('-----');
    });
  });

  it('passes an error of the source unchanged, behind the last snapshot', () => {
    marble(({ cold, expectObservable }) => {
      const source = cold('     -a-b-#', pieces, 'broken');
      expectObservable(source.pipe(parsePartialJson())).toBe('-A-B-#', shown, 'broken');
      const sampled = source.pipe(parsePartialJson({ sample: 10 }));
      expectObservable(sampled).toBe('-----(B#)', shown, 'broken');
    });
  });

  it('emits what the wrong piece still showed, then fails and tears the source down', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-x-c-', { ...pieces, x: 'ance", "pop": 67, 1' });
      const expected = '     -A-(De|)';
      const subscribed = '   ^--!';
      expectObservable(source.pipe(parsePartialJson(), codes())).toBe(expected, {
        ...shown,
        e: 'json_syntax',
      });
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('holds a syntax error until the end with onError: "hold"', () => {
    marble(({ cold, expectObservable }) => {
      const wrong = cold('   -a-x-c-|', { ...pieces, x: '", 1' });
      expectObservable(wrong.pipe(parsePartialJson({ onError: 'hold' }), codes())).toBe('-A-----(e|)', {
        A: { name: 'Fr' },
        e: 'json_syntax',
      });
    });
  });

  it('fails at the end of a text that is cut short, with what had been read; or takes it', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('-a-|', pieces).pipe(parsePartialJson(), codes())).toBe('-A-(e|)', {
        ...shown,
        e: 'json_truncated',
      });
      expectObservable(cold('-a-|', pieces).pipe(parsePartialJson({ incomplete: 'accept' }))).toBe(
        '-A-|',
        shown,
      );
    });
    of(pieces.a)
      .pipe(parsePartialJson())
      .subscribe({
        error: (error) =>
          expect(error).toMatchObject({ partial: { name: 'Fr' }, offset: 12, path: ['name'] }),
      });
  });

  it('tears the source down when its subscriber leaves, also a synchronous one', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-d-e-|', pieces);
      const unsubscribed = ' ----!';
      expectObservable(source.pipe(parsePartialJson()), unsubscribed).toBe('-A-B-', shown);
      expectSubscriptions(source.subscriptions).toBe('^---!');
    });
    let read = 0;
    function* endless(): Generator<string> {
      for (yield '['; ; read++) yield '1,';
    }
    const seen: unknown[] = [];
    from(endless())
      .pipe(parsePartialJson(), take(3))
      .subscribe((value) => seen.push(value));
    expect(seen).toStrictEqual([[], [1], [1, 1]]);
    expect(read).toBeLessThan(4);
  });

  it('has state of its own for each subscription, also for a retry', () => {
    marble(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-e|', pieces);
      const snapshots = source.pipe(parsePartialJson());
      expectObservable(snapshots).toBe('-A-B--|', shown);
      expectObservable(snapshots, '---^').toBe('----A-B--|', shown);
      expectSubscriptions(source.subscriptions).toBe(['^-----!', '---^-----!']);
    });
    let tries = 0;
    const seen: unknown[] = [];
    defer(() => (++tries === 1 ? of('[1, ', 'x') : of('[1, ', '2]')))
      .pipe(parsePartialJson(), retry(1))
      .subscribe((value) => seen.push(value));
    expect(seen).toStrictEqual([[1], [1], [1, 2]]);
  });

  it('emits a lone scalar with the end of the text', () => {
    marble(({ cold, expectObservable }) => {
      expectObservable(cold('-a-b-|', { a: '4', b: '2' }).pipe(parsePartialJson())).toBe('-----(x|)', {
        x: 42,
      });
      expectObservable(cold('-a-|', { a: 'null' }).pipe(parsePartialJson())).toBe('---(x|)', { x: null });
    });
  });

  it('lets the subscriber send further pieces while it is told', () => {
    const source = new Subject<string>();
    const seen: unknown[] = [];
    source.pipe(parsePartialJson()).subscribe((value) => {
      seen.push(value);
      if (seen.length === 1) source.next('2, ');
      if (seen.length === 2) source.next('3]');
    });
    source.next('[1');
    expect(seen).toStrictEqual([[1], [12], [12, 3]]);
  });

  it('fails with RunnableError for a piece that is no text', () => {
    const error: unknown[] = [];
    of('[', 1 as unknown as string)
      .pipe(parsePartialJson())
      .subscribe({ error: (reason) => error.push(reason) });
    expect(error[0]).toBeInstanceOf(RunnableError);
    expect(error[0]).toMatchObject({ code: 'bad_chunk' });
  });

  it('emits what the composed operators would', () => {
    const texts = fc.oneof(arbitraryJsonText, arbitraryDamagedText).chain(arbitraryPieces);
    fc.assert(
      fc.property(texts, (text) => {
        const fused = outcome(from(text).pipe(parsePartialJson()));
        const composed = defer(() => {
          const json = new PartialJson();
          return concat(
            from(text).pipe(map((piece) => json.write(piece))),
            defer(() => of(json.end())),
          ).pipe(
            catchError((error: unknown) =>
              concat(
                defer(() => of(json.value)),
                throwError(() => error),
              ),
            ),
            filter((value) => value !== undefined),
            distinctUntilChanged(),
          );
        });
        expect(fused).toEqual(outcome(composed));
      }),
      { numRuns: 200 },
    );
  });
});

/** The code of an error as a last value. */
function codes<T>(): OperatorFunction<T, T | string> {
  return catchError((error: RunnableError) => of(error.code));
}

function outcome(snapshots: Observable<unknown>): unknown {
  let values: unknown;
  snapshots
    .pipe(
      catchError((error: RunnableError) => of([error.code, error.offset])),
      toArray(),
    )
    .subscribe((all) => {
      values = all;
    });
  return JSON.stringify(values);
}
