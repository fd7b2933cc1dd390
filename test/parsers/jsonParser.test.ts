import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');
const texts = { a: '{"n": [1', b: ', 2], ', c: '"t": "x"}' };

describe('jsonParser', () => {
  it(
    'gives a snapshot for every piece that shows something new; invoke the last one',
    marbles((m) => {
      const values = { a: { n: [1] }, b: { n: [1, 2] }, c: { n: [1, 2], t: 'x' } };
      m.expectObservable(m.cold('-a-b-c|', texts).pipe(jsonParser())).toBe('-a-b-c|', values);
      m.expectObservable(chain(m.model('-a-b-c|', texts), jsonParser()).invoke('hi')).toBe(
        '------(c|)',
        values,
      );
    }),
  );
  it(
    'snapshots replace each other behind a barrier',
    marbles((m) => {
      const count = lambda((value: unknown) => JSON.stringify(value));
      m.expectObservable(chain(m.model('-a-b-c|', texts), jsonParser(), count).stream('hi')).toBe(
        '------(x|)',
        {
          x: '{"n":[1,2],"t":"x"}',
        },
      );
    }),
  );
  it(
    'empty source: an error that says so, nothing emitted',
    marbles((m) => {
      const seen: unknown[] = [];
      m.cold('--|')
        .pipe(jsonParser())
        .subscribe({
          next: (value) => seen.push(value),
          error: (error) => seen.push(error.code),
          complete: () => seen.push('|'),
        });
      m.flush();
      expect(seen).toEqual([expect.stringMatching(/^(json_no_json|\|)$/)]);
    }),
  );
  it(
    'never, source error, leaving early, a second subscription',
    marbles((m) => {
      const source = m.cold('-a-', texts);
      const values = { a: { n: [1] } };
      m.expectObservable(source.pipe(jsonParser())).toBe('-a-', values);
      m.expectObservable(source.pipe(jsonParser()), '-----^--!').toBe('------a', values);
      m.expectSubscriptions(source.subscriptions).toBe(['^--', '-----^--!']);
      m.expectObservable(m.cold('-a-#', texts, failure).pipe(jsonParser())).toBe('-a-#', values, failure);
    }),
  );
  it(
    'a text that is cut short fails at its end, with what there was',
    marbles((m) => {
      const seen: unknown[] = [];
      chain(m.model('-a-b|', texts), jsonParser())
        .stream('hi')
        .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) });
      m.flush();
      expect(seen).toEqual([
        { n: [1] },
        { n: [1, 2] },
        expect.objectContaining({ name: 'RunnableError', code: 'json_truncated', partial: { n: [1, 2] } }),
      ]);
    }),
  );
  it('text that is no JSON fails; what it showed before was shown', () => {
    const seen: unknown[] = [];
    jsonParser()
      .stream('{"a": 1, "b": nope}')
      .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error.code) });
    expect(seen.at(-1)).toBe('json_syntax');
    expect(seen[0]).toEqual({ a: 1 });
  });
  it('a schema checks the last value, and lists the paths of what does not fit', () => {
    const schema = z.object({ n: z.array(z.number()), t: z.string() });
    const seen: unknown[] = [];
    for (const text of ['{"n":[1],"t":"x"}', '{"n":["one"],"t":"x"}']) {
      jsonParser({ schema })
        .invoke(text)
        .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) });
    }
    expect(seen).toEqual([
      { n: [1], t: 'x' },
      expect.objectContaining({ code: 'schema_mismatch', message: expect.stringContaining('n.0') }),
    ]);
  });
});
