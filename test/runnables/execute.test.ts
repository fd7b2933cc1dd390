import { ignoreElements, map, mergeMap, type Observable, of, Subject, share, take, tap, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ofEvent } from '../../operators/ofEvent.ts';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { ai } from '../../src/messages/ai.ts';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { RunnableError } from '../../src/RunnableError.ts';
import { chain } from '../../src/runnables/chain.ts';
import { currentRun } from '../../src/runnables/currentRun.ts';
import { execute } from '../../src/runnables/execute.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { operator } from '../../src/runnables/operator.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';

const cancelled = (name: string): RunnableError =>
  new RunnableError(`${name} was cancelled.`, { code: 'aborted' });

/** The events as lines, in a list that fills. */
const linesOf = (m: Marbles, events: Observable<RunEvent>): string[] => {
  const lines: string[] = [];
  events.subscribe({
    next: ({ event, name }) => lines.push(`${m.scheduler.frame} ${event} ${name}`),
    error: (error: Error) => lines.push(`${m.scheduler.frame} ${error.name}`),
    complete: () => lines.push(`${m.scheduler.frame} complete`),
  });
  return lines;
};

describe('execute', () => {
  it(
    'is one run for all its views, each from the beginning',
    marbles((m) => {
      const model = m.model('-a-b 9ms (c|)');
      const run = execute(chain(model, stringParser()), 'hi');
      m.expectObservable(run.output).toBe('-a-b 9ms (c|)');
      m.expectObservable(run.output, '-----^').toBe('-----(ab)----(c|)');
      m.expectObservable(run.output, '20ms ^').toBe('20ms (abc|)');
      m.expectObservable(run.result, '--^').toBe('13ms (x|)', { x: 'abc' });
      m.expectObservable(run.result, '20ms ^').toBe('20ms (x|)', { x: 'abc' });
      m.expectSubscriptions(model.subscriptions).toBe('^ 12ms !');
    }),
  );

  it(
    'the first view starts it, whichever it is',
    marbles((m) => {
      const views = ['output', 'events', 'result'] as const;
      for (const first of views) {
        const model = m.model('-a|');
        const run = execute(model, 'hi');
        const view = run[first] as Observable<unknown>;
        m.expectObservable(view.pipe(ignoreElements()), '--^').toBe('----|');
        m.expectSubscriptions(model.subscriptions).toBe('--^-!');
      }
    }),
  );

  it(
    'events are those of the run, for late views too',
    marbles((m) => {
      const run = execute(chain(m.model('-a|'), stringParser()), 'hi', { newRunId: sequentialIds() });
      const lines = [
        'r1 on_chain_start',
        'r2 on_chat_model_start',
        'r2 on_chat_model_stream',
        'r3 on_parser_start',
        'r3 on_parser_stream',
        'r1 on_chain_stream',
        'r2 on_chat_model_end',
        'r3 on_parser_end',
        'r1 on_chain_end',
      ];
      const seen: string[][] = [[], []];
      run.output.subscribe();
      for (const list of seen) {
        m.scheduler.schedule(() => {
          run.events.subscribe(({ run_id, event }) => list.push(`${run_id} ${event}`));
        }, 5 * seen.indexOf(list));
      }
      m.flush();
      expect(seen).toEqual([lines, lines]);
    }),
  );

  it(
    'result is the whole form, joined by the rule of the chain',
    marbles((m) => {
      const message = execute(m.model('-a-b|'), 'hi');
      m.expectObservable(message.result).toBe('----(x|)', { x: ai({ content: 'ab', id: 'reply-1' }) });
      const json = execute(chain(m.model('-a-b|', { a: '[1', b: ',2]' }), jsonParser()), 'hi');
      m.expectObservable(json.result).toBe('----(x|)', { x: [1, 2] });
    }),
  );

  it(
    'completes empty when nothing came out',
    marbles((m) => {
      const run = execute(m.model('--|'), 'hi');
      m.expectObservable(run.output).toBe('--|');
      m.expectObservable(run.result).toBe('--|');
      m.expectObservable(run.events.pipe(map(({ event }) => event))).toBe('s-(e|)', {
        s: 'on_chat_model_start',
        e: 'on_chat_model_end',
      });
    }),
  );

  it(
    'a run that never ends keeps its views open',
    marbles((m) => {
      const model = m.model('-a--');
      const run = execute(chain(model, stringParser()), 'hi');
      m.expectObservable(run.output).toBe('-a--');
      m.expectObservable(run.result).toBe('----');
      m.expectSubscriptions(model.subscriptions).toBe('^---');
    }),
  );

  it(
    'an error ends all views, the late ones too, after what had come',
    marbles((m) => {
      const failure = new Error('529');
      const run = execute(chain(m.model('-a-#', undefined, failure), stringParser()), 'hi');
      m.expectObservable(run.output).toBe('-a-#', undefined, failure);
      m.expectObservable(run.output, '-----^').toBe('-----(a#)', undefined, failure);
      m.expectObservable(run.result).toBe('---#', undefined, failure);
      const lines = linesOf(m, run.events);
      m.flush();
      expect(lines.slice(-4)).toEqual([
        '3 on_chat_model_error MarbleModel',
        '3 on_parser_error StrOutputParser',
        '3 on_chain_error RunnableSequence',
        '3 Error',
      ]);
    }),
  );

  it(
    'is cancelled when the last view leaves, not before',
    marbles((m) => {
      const model = m.model('-a-b-c-d|');
      const run = execute(chain(model, stringParser()), 'hi');
      m.expectObservable(run.output, '^-!').toBe('-a');
      m.expectObservable(run.result, '-^--!').toBe('');
      m.expectSubscriptions(model.subscriptions).toBe('^---!');
      const failure = cancelled('RunnableSequence');
      m.expectObservable(run.output, '------^').toBe('------(ab#)', undefined, failure);
      const lines: string[] = [];
      m.scheduler.schedule(() => lines.push(...linesOf(m, run.events)), 7);
      m.flush();
      expect(lines.slice(-4)).toEqual([
        '7 on_chat_model_cancel MarbleModel',
        '7 on_parser_cancel StrOutputParser',
        '7 on_chain_cancel RunnableSequence',
        '7 AbortError',
      ]);
    }),
  );

  it(
    'is not cancelled when the last view leaves after its end',
    marbles((m) => {
      const run = execute(chain(m.model('-a|'), stringParser()), 'hi');
      m.expectObservable(run.output, '^----!').toBe('-a|');
      m.expectObservable(run.output, '--------^').toBe('--------(a|)');
    }),
  );

  it(
    'cancel() ends all views with an AbortError, after the events of the cancellation',
    marbles((m) => {
      const model = m.model('-a-b-c|');
      const run = execute(chain(model, stringParser()), 'hi');
      const failure = cancelled('RunnableSequence');
      expect(failure.name).toBe('AbortError');
      m.expectObservable(run.output).toBe('-a-b#', undefined, failure);
      m.expectObservable(run.result).toBe('----#', undefined, failure);
      m.expectObservable(run.output, '-----^').toBe('-----(ab#)', undefined, failure);
      m.expectSubscriptions(model.subscriptions).toBe('^---!');
      const lines = linesOf(m, run.events);
      m.scheduler.schedule(() => run.cancel(), 4);
      m.flush();
      expect(lines.slice(-4)).toEqual([
        '4 on_chat_model_cancel MarbleModel',
        '4 on_parser_cancel StrOutputParser',
        '4 on_chain_cancel RunnableSequence',
        '4 AbortError',
      ]);
    }),
  );

  it(
    'cancel() inside an event: the rest of the events, then the AbortError',
    marbles((m) => {
      const run = execute(chain(m.model('-a-b|'), stringParser()), 'hi');
      const lines = linesOf(m, run.events);
      run.events
        .pipe(ofEvent('on_parser_start'))
        .subscribe({ next: () => run.cancel(), error: () => undefined });
      m.flush();
      expect(lines).toEqual([
        '0 on_chain_start RunnableSequence',
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_stream MarbleModel',
        '1 on_parser_start StrOutputParser',
        '1 on_chat_model_cancel MarbleModel',
        '1 on_parser_cancel StrOutputParser',
        '1 on_chain_cancel RunnableSequence',
        '1 AbortError',
      ]);
    }),
  );

  it(
    'cancel() before the first view: nothing runs',
    marbles((m) => {
      const model = m.model('-a|');
      const run = execute(model, 'hi');
      run.cancel();
      m.expectObservable(run.output).toBe('#', undefined, cancelled('MarbleModel'));
      m.expectObservable(run.events).toBe('#', undefined, cancelled('MarbleModel'));
      m.expectSubscriptions(model.subscriptions).toBe([]);
    }),
  );

  it(
    'cancel() after the end does nothing',
    marbles((m) => {
      const run = execute(chain(m.model('-a|'), stringParser()), 'hi');
      m.expectObservable(run.output).toBe('-a|');
      m.expectObservable(run.output, '----^').toBe('----(a|)');
      m.scheduler.schedule(() => run.cancel(), 3);
    }),
  );

  it(
    'the signal of its config ends it with its reason',
    marbles((m) => {
      const controller = new AbortController();
      const run = execute(chain(m.model('-a-b|'), stringParser()), 'hi', { signal: controller.signal });
      m.expectObservable(run.output).toBe('-a#', undefined, 'enough');
      m.scheduler.schedule(() => controller.abort('enough'), 2);
    }),
  );

  it(
    'tells the sink of its config as well',
    marbles((m) => {
      const events = new Subject<RunEvent>();
      const lines = linesOf(m, events);
      execute(m.model('-a|'), 'hi', { events, runName: 'model' }).result.subscribe();
      m.flush();
      expect(lines).toEqual([
        '0 on_chat_model_start model',
        '1 on_chat_model_stream model',
        '2 on_chat_model_end model',
      ]);
    }),
  );

  it(
    'a view that comes too late for the replay fails, the others hear on',
    marbles((m) => {
      const run = execute(chain(m.model('-a-b 9ms c-d|'), stringParser()), 'hi', { replay: 2 });
      const overflow = new RunnableError(
        'execute of RunnableSequence, output: more than 2 values have passed, so a new view would miss the first. Subscribe earlier, or raise `replay`.',
        { code: 'buffer_overflow' },
      );
      m.expectObservable(run.output).toBe('-a-b 9ms c-d|');
      m.expectObservable(run.output, '----^').toBe('----(ab)-----c-d|');
      m.expectObservable(run.output, '14ms ^').toBe('14ms #', undefined, overflow);
      m.expectObservable(run.output, '30ms ^').toBe('30ms #', undefined, overflow);
      m.expectObservable(run.result, '30ms ^').toBe('30ms (x|)', { x: 'abcd' });
    }),
  );

  it('a view that is opened inside another one gets every chunk once', () => {
    const source = new Subject<string>();
    const run = execute(chain(operator(() => source)), 'hi');
    const inner: string[] = [];
    const outer: string[] = [];
    run.output.subscribe((chunk) => {
      outer.push(chunk);
      if (chunk === 'b') run.output.subscribe((again) => inner.push(again));
    });
    for (const chunk of ['a', 'b', 'c']) source.next(chunk);
    expect(outer).toEqual(['a', 'b', 'c']);
    expect(inner).toEqual(['a', 'b', 'c']);
  });

  it('a view that gets more while it is told the past loses nothing', () => {
    const source = new Subject<string>();
    const run = execute(chain(operator(() => source)), 'hi');
    run.output.subscribe();
    for (const chunk of ['a', 'b']) source.next(chunk);
    const seen: string[] = [];
    run.output.subscribe((chunk) => {
      seen.push(chunk);
      if (chunk === 'a') source.next('c');
    });
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('a run that is over at once has its views as well', () => {
    const run = execute(
      lambda((text: string) => of(...text)),
      'abc',
    );
    const seen: unknown[] = [];
    run.output.subscribe({ next: (chunk) => seen.push(chunk), complete: () => seen.push('|') });
    run.output.subscribe({ next: (chunk) => seen.push(chunk), complete: () => seen.push('|') });
    run.result.subscribe((whole) => seen.push(whole));
    expect(seen).toEqual(['a', 'b', 'c', '|', 'a', 'b', 'c', '|', 'abc']);
  });

  it('a view that leaves during a synchronous run cancels it', () => {
    const given: string[] = [];
    const run = execute(
      lambda((text: string) => of(...text).pipe(tap((letter) => given.push(letter)))),
      'abc',
    );
    const seen: string[] = [];
    run.output.pipe(take(1)).subscribe((chunk) => seen.push(chunk));
    expect(seen).toEqual(['a']);
    expect(given).toEqual(['a']);
  });

  it('inside a run it is a child, with or without config', () => {
    const inner = lambda(() => currentRun()?.parentIds, { name: 'inner' });
    const ids: unknown[] = [];
    const outer = (passesConfig: boolean) =>
      lambda((text: string, config) => {
        ids.push([currentRun()?.id]);
        return execute(inner, text, passesConfig ? config : {}).result;
      });
    const seen: unknown[] = [];
    outer(false)
      .stream('x')
      .subscribe((value) => seen.push(value));
    outer(true)
      .stream('x')
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual(ids);
    expect(new Set(ids.flat()).size).toBe(2);
  });

  it('an error of a join rule is the error of the run', () => {
    const failure = new Error('cannot join');
    const join = (): never => {
      throw failure;
    };
    const run = execute(
      operator((source: Observable<string>) => source.pipe(mergeMap((text) => of(...text))), { join }),
      'ab',
    );
    const errors: unknown[] = [];
    run.result.subscribe({ error: (error) => errors.push(error) });
    run.output.subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual([failure, failure]);
  });

  it('its views can be read with for await', async () => {
    const run = execute(
      lambda(() =>
        timer(1).pipe(
          mergeMap(() => of('a', 'b')),
          share(),
        ),
      ),
      'x',
    );
    const seen: unknown[] = [];
    for await (const chunk of run.output) seen.push(chunk);
    for await (const whole of run.result) seen.push(whole);
    expect(seen).toEqual(['a', 'b', 'ab']);
  });

  it('refuses a config that cannot work', () => {
    const model = lambda((text: string) => text);
    expect(() => execute(model, 'x', { replay: -1 })).toThrow(/replay must be 0 or more/);
    expect(() => execute(model, 'x', { events: {} as never })).toThrow(/`events` needs a `next` method/);
    expect(() => execute('model' as never, 'x')).toThrow(expect.objectContaining({ code: 'bad_step' }));
  });
});
