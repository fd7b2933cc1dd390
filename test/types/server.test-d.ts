import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Observable } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { chain, type RunEvent, type Runnable, stringParser } from '../../src/index.ts';
import { cancelRun, type EventHandler, followRun, remote, serveEvents } from '../../src/server/index.ts';
import { fakeChatModel } from '../../src/testing/index.ts';

declare const joke: Runnable<{ topic: string }, string>;

describe('serveEvents', () => {
  it('wants a schema whose output the chain takes', () => {
    const handler = serveEvents(joke, { input: z.object({ topic: z.string() }) });
    expectTypeOf(handler).toEqualTypeOf<EventHandler>();
    serveEvents(chain(fakeChatModel('x'), stringParser()), { input: z.string() });
    // @ts-expect-error the chain takes a record
    serveEvents(joke, { input: z.string() });
    // @ts-expect-error a number is no topic
    serveEvents(joke, { input: z.object({ topic: z.number() }) });
    // @ts-expect-error the schema is missing
    serveEvents(joke, {});
  });

  it('fits Node and the web', () => {
    const handler = serveEvents(joke, { input: z.object({ topic: z.string() }) });
    createServer(handler);
    expectTypeOf(handler({} as IncomingMessage, {} as ServerResponse)).toEqualTypeOf<Promise<void>>();
    expectTypeOf(handler({} as Request)).toEqualTypeOf<Promise<Response>>();
    const fetch: (request: Request) => Promise<Response> = handler;
    expectTypeOf(fetch).toBeFunction();
  });

  it('knows what may be allowed', () => {
    const input = z.object({ topic: z.string() });
    serveEvents(joke, { input, allow: { types: ['chat_model'], fields: ['chunk', 'usage_metadata'] } });
    // @ts-expect-error no type of runs
    serveEvents(joke, { input, allow: { types: ['models'] } });
    // @ts-expect-error no field
    serveEvents(joke, { input, allow: { fields: ['stack'] } });
  });
});

describe('followRun', () => {
  it('gives events, and wants an input or a run', () => {
    expectTypeOf(followRun('/joke', { input: { topic: 'x' } })).toEqualTypeOf<Observable<RunEvent>>();
    followRun('/joke', { runId: 'x' });
    followRun<{ topic: string }>('/joke', { input: { topic: 'x' }, runId: 'x', leave: 'detach' });
    // @ts-expect-error neither
    followRun('/joke', {});
    // @ts-expect-error another input
    followRun<{ topic: string }>('/joke', { input: 7 });
  });
});

describe('remote', () => {
  it('is a runnable of the types that are said', () => {
    const here = remote<{ topic: string }, string>('/joke');
    expectTypeOf(here).toEqualTypeOf<Runnable<{ topic: string }, string, string>>();
    expectTypeOf(here.pipe(stringParser())).toEqualTypeOf<Runnable<{ topic: string }, string>>();
  });

  it('takes the id of a run, or a function of the input', () => {
    remote('/joke', { runId: 'x', leave: 'detach' });
    const here = remote<string | undefined, string>('/joke', { runId: (input) => input?.trim() });
    expectTypeOf(here).toEqualTypeOf<Runnable<string | undefined, string, string>>();
    remote<string, string>('/joke', {
      runId: (input) => {
        expectTypeOf(input).toEqualTypeOf<string>();
        return input;
      },
    });
    // @ts-expect-error another input
    remote<string, string>('/joke', { runId: (input: number) => String(input) });
    // @ts-expect-error no way to leave
    remote('/joke', { leave: 'stay' });
  });
});

describe('cancelRun', () => {
  it('gives nothing but its end', () => {
    expectTypeOf(cancelRun('/joke', 'x')).toEqualTypeOf<Observable<never>>();
    cancelRun('/joke', 'x', { headers: { authorization: 'x' } });
    // @ts-expect-error it does not connect again
    cancelRun('/joke', 'x', { count: 3 });
  });
});
