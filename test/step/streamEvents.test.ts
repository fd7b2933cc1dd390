import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { marbles } from '../../src/testing/marbles.ts';

const failure = new Error('failed');

describe('streamEvents', () => {
  it(
    'tells all, then ends with the run',
    marbles((m) => {
      const events = chain(m.model('-a-b|'), stringParser()).streamEvents('hi', { includeTypes: ['parser'] });
      const lines: string[] = [];
      events.subscribe({
        next: ({ event }) => lines.push(`${m.scheduler.frame} ${event}`),
        complete: () => lines.push(`${m.scheduler.frame} complete`),
      });
      m.flush();
      expect(lines).toEqual([
        '1 on_parser_start',
        '1 on_parser_stream',
        '3 on_parser_stream',
        '4 on_parser_end',
        '4 complete',
      ]);
    }),
  );

  it(
    'an error is told in events, then the stream fails with the very error',
    marbles((m) => {
      const seen: unknown[] = [];
      chain(m.model('-#', undefined, failure), stringParser())
        .streamEvents('hi')
        .subscribe({ next: ({ event }) => seen.push(event), error: (error) => seen.push(error) });
      m.flush();
      expect(seen).toEqual([
        'on_chain_start',
        'on_chat_model_start',
        'on_chat_model_error',
        'on_chain_error',
        failure,
      ]);
      expect(seen.at(-1)).toBe(failure);
    }),
  );

  it(
    'leaving cancels the run; what is told of that goes to the sink alone',
    marbles((m) => {
      const sink = new Subject<RunEvent>();
      const [sunk, seen]: [string[], string[]] = [[], []];
      sink.subscribe(({ event }) => sunk.push(event));
      const model = m.model('-a-b|');
      const subscription = model
        .streamEvents('hi', { events: sink })
        .subscribe(({ event }) => seen.push(event));
      m.scheduler.schedule(() => subscription.unsubscribe(), 2);
      m.expectSubscriptions(model.subscriptions).toBe('^-!');
      m.flush();
      expect(seen).toEqual(['on_chat_model_start', 'on_chat_model_stream']);
      expect(sunk).toEqual(['on_chat_model_start', 'on_chat_model_stream', 'on_chat_model_cancel']);
    }),
  );

  it('filters hide events; ids, parents and payloads stay as they are', () => {
    const joke = chain(
      lambda((text: string) => text, { name: 'one' }),
      lambda((text: string) => text, { name: 'two' }).withConfig({ tags: ['loud'] }),
    );
    const told = (options: object): string[] => {
      const lines: string[] = [];
      joke.streamEvents('x', options).subscribe(({ event, name, parent_ids }) => {
        if (event.endsWith('_start')) lines.push(`${parent_ids.length} ${name}`);
      });
      return lines;
    };
    expect(told({})).toEqual(['0 RunnableSequence', '1 one', '1 two']);
    expect(told({ includeNames: ['two'] })).toEqual(['1 two']);
    expect(told({ includeTags: ['loud'] })).toEqual(['1 two']);
    expect(told({ includeTags: ['seq:step:1'], includeNames: ['two'] })).toEqual(['1 one', '1 two']);
    expect(told({ excludeNames: ['one', 'RunnableSequence'] })).toEqual(['1 two']);
    expect(told({ excludeTypes: ['chain'] })).toEqual([]);
    expect(told({ includeNames: [] })).toEqual([]);
  });

  it('its options never reach a model call', () => {
    const seen: unknown[] = [];
    const spy = lambda((text: string, config) => {
      seen.push(Object.keys(config));
      return text;
    });
    spy.streamEvents('x', { version: 'v2', includeNames: ['x'] }).subscribe();
    expect(JSON.stringify(seen)).not.toMatch(/version|includeNames/);
  });

  it('the start of the root carries the raw input, its terminal none; a circular input is told as it is', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const data: unknown[] = [];
    chain(lambda((value: unknown) => value))
      .streamEvents(circular, { includeNames: ['RunnableSequence'] })
      .subscribe((event) => data.push(event.data));
    expect((data[0] as { input: unknown }).input).toBe(circular);
    expect(data.at(-1)).toEqual({ output: circular });
  });

  it('an error is told as a copy: no stack, no fields of its own', () => {
    const secret = Object.assign(new Error('failed'), { apiKey: 'canary', code: 'E_ONE' });
    const told: RunEvent[] = [];
    lambda(() => {
      throw secret;
    })
      .streamEvents('x')
      .subscribe({ next: (event) => told.push(event), error: () => undefined });
    expect(told.at(-1)?.data).toEqual({ error: { name: 'Error', message: 'failed', code: 'E_ONE' } });
    expect(JSON.stringify(told)).not.toContain('canary');
  });

  it('a unknown filter key is refused, with its name', () => {
    expect(() =>
      stringParser()
        .streamEvents('x', { includeName: ['x'] } as never)
        .subscribe(),
    ).toThrow(/includeName/);
  });
});
