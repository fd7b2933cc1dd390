import { map, of, retry } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { asRun } from '../../src/runnables/asRun.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');

const sinkOf = (m: Marbles): { lines: string[]; next(event: RunEvent): void } => {
  const lines: string[] = [];
  return { lines, next: ({ event, name }) => void lines.push(`${m.scheduler.frame} ${event} ${name}`) };
};

describe('asRun', () => {
  it(
    'makes all that is upstream one run, and changes nothing of it',
    marbles((m) => {
      const events = sinkOf(m);
      const joke = of('hi').pipe(m.model('-a-b|'), stringParser(), asRun({ runName: 'joke', events }));
      m.expectObservable(joke).toBe('-a-b|');
      m.flush();
      expect(events.lines).toEqual([
        '0 on_chain_start joke',
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_stream MarbleModel',
        '1 on_parser_start StrOutputParser',
        '1 on_parser_stream StrOutputParser',
        '1 on_chain_stream joke',
        '3 on_chat_model_stream MarbleModel',
        '3 on_parser_stream StrOutputParser',
        '3 on_chain_stream joke',
        '4 on_chat_model_end MarbleModel',
        '4 on_parser_end StrOutputParser',
        '4 on_chain_end joke',
      ]);
    }),
  );

  it('tags and metadata are inherited, and all are children of the one run', () => {
    const seen: unknown[] = [];
    const events = {
      next: ({ event, name, tags, metadata, parent_ids }: RunEvent) => {
        if (event.endsWith('_start')) seen.push([name, tags, metadata, parent_ids]);
      },
    };
    of('hi')
      .pipe(
        lambda((text: string) => text, { name: 'one' }),
        lambda((text: string) => text, { name: 'two' }),
        asRun({ events, runId: 'the-run', tags: ['t'], metadata: { user: 1 } }),
      )
      .subscribe();
    expect(seen).toEqual([
      ['RunnableSequence', ['t'], { user: 1 }, []],
      ['one', ['t'], { user: 1 }, ['the-run']],
      ['two', ['t'], { user: 1 }, ['the-run']],
    ]);
  });

  it(
    'empty source and never',
    marbles((m) => {
      const events = sinkOf(m);
      m.expectObservable(m.cold('--|').pipe(stringParser(), asRun({ events }))).toBe('--|');
      m.expectObservable(m.cold('---').pipe(stringParser(), asRun())).toBe('---');
      m.flush();
      expect(events.lines[0]).toBe('0 on_chain_start RunnableSequence');
      expect(events.lines.at(-1)).toBe('2 on_chain_end RunnableSequence');
    }),
  );

  it(
    'an error goes through unchanged and is told',
    marbles((m) => {
      const events = sinkOf(m);
      m.expectObservable(m.cold('-a#', undefined, failure).pipe(stringParser(), asRun({ events }))).toBe(
        '-a#',
        undefined,
        failure,
      );
      m.flush();
      expect(events.lines.slice(-2)).toEqual([
        '2 on_parser_error StrOutputParser',
        '2 on_chain_error RunnableSequence',
      ]);
    }),
  );

  it(
    'leaving early cancels all, the inner first',
    marbles((m) => {
      const events = sinkOf(m);
      const source = m.cold('-a-b|');
      m.expectObservable(source.pipe(stringParser(), asRun({ events })), '^-!').toBe('-a');
      m.expectSubscriptions(source.subscriptions).toBe('^-!');
      m.flush();
      expect(events.lines.slice(-2)).toEqual([
        '2 on_parser_cancel StrOutputParser',
        '2 on_chain_cancel RunnableSequence',
      ]);
    }),
  );

  it(
    'a signal stops it with its reason',
    marbles((m) => {
      const controller = new AbortController();
      const source = m.cold('-a-b|');
      m.expectObservable(source.pipe(stringParser(), asRun({ signal: controller.signal }))).toBe(
        '-a#',
        undefined,
        'enough',
      );
      m.expectSubscriptions(source.subscriptions).toBe('^-!');
      m.scheduler.schedule(() => controller.abort('enough'), 2);
    }),
  );

  it(
    'a second subscription is a second run',
    marbles((m) => {
      const ids = new Set<string>();
      const events = {
        next: ({ run_id, parent_ids }: RunEvent) => void (parent_ids.length === 0 && ids.add(run_id)),
      };
      const run = m.cold('-a|').pipe(stringParser(), asRun({ events }));
      m.expectObservable(run).toBe('-a|');
      m.expectObservable(run, '---^').toBe('----a|');
      m.flush();
      expect(ids.size).toBe(2);
    }),
  );

  it(
    'retry below it: the tries are in one run',
    marbles((m) => {
      const events = sinkOf(m);
      const model = m.model(['-#', '-a|']);
      m.expectObservable(of('hi').pipe(model, stringParser(), retry(1), asRun({ events }))).toBe('--a|');
      m.flush();
      expect(events.lines.filter((line) => line.includes('_start'))).toEqual([
        '0 on_chain_start RunnableSequence',
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_start MarbleModel',
        '2 on_parser_start StrOutputParser',
      ]);
    }),
  );

  it(
    'keeps the rule by which its chunks join',
    marbles((m) => {
      const json = m.model('-a-b|', { a: '[1', b: ',2]' });
      const last = of('hi').pipe(
        json,
        jsonParser<number[]>(),
        asRun(),
        lambda((list: number[]) => list.length),
      );
      m.expectObservable(last).toBe('----(x|)', { x: 2 });
    }),
  );

  it('inside another run it is a child', () => {
    const seen: string[] = [];
    const inner = lambda((text: string) =>
      of(text).pipe(
        map((t) => t),
        asRun({ runName: 'inner' }),
      ),
    );
    chain(inner)
      .streamEvents('x', { runId: 'outer' })
      .subscribe(({ event, name, parent_ids }) => {
        if (event === 'on_chain_start' && name === 'inner') seen.push(parent_ids[0] ?? 'none');
      });
    expect(seen).toEqual(['outer']);
  });

  it('refuses a config that cannot work, at once', () => {
    expect(() => asRun({ events: {} as never })).toThrow(expect.objectContaining({ code: 'bad_config' }));
  });
});
