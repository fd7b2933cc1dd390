// @vitest-environment node
import '@angular/compiler';
import {
  type ApplicationConfig,
  type ApplicationRef,
  Component,
  provideZonelessChangeDetection,
  signal,
  type Type,
} from '@angular/core';
import { type BootstrapContext, bootstrapApplication } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { NEVER, type Observable, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  injectRun,
  provideRunnables,
  type RunnableResourceOptions,
  runnableResource,
  withServerMode,
} from '../../src/angular/index.ts';
import { type AIMessageChunk, aiChunk, chatModel, stringParser } from '../../src/index.ts';

/** Counts its calls and says what the test says. */
function countedModel(source: () => Observable<AIMessageChunk>) {
  let calls = 0;
  const model = chatModel({
    name: 'counted',
    stream: () => {
      calls++;
      return source();
    },
  });
  return { chain: model.pipe(stringParser()), calls: () => calls };
}

const template = '<p>{{ answer.phase() }}:{{ answer.partial() }}</p>';

function page(
  options: Omit<RunnableResourceOptions<string, string>, 'params'>,
  question: string | undefined = 'why?',
): Type<unknown> {
  return Component({ selector: 'app-root', template })(
    class {
      readonly question = signal(question);
      readonly answer = runnableResource({ ...options, params: () => this.question() });
    },
  );
}

async function render(page: Type<unknown>, ...providers: NonNullable<ApplicationConfig['providers']>) {
  const bootstrap = (context: BootstrapContext): Promise<ApplicationRef> =>
    bootstrapApplication(
      page,
      { providers: [provideZonelessChangeDetection(), provideServerRendering(), ...providers] },
      context,
    );
  const html = await renderApplication(bootstrap, {
    document: '<html><body><app-root></app-root></body></html>',
    url: '/',
    allowedHosts: ['*'],
  } as Parameters<typeof renderApplication>[1]);
  const [, shown] = /<p>(.*?)<\/p>/.exec(html) ?? [];
  const [, state] = /<script id="ng-state"[^>]*>(.*?)<\/script>/.exec(html) ?? [];
  return { html, shown, state: state === undefined ? {} : JSON.parse(state) };
}

/** Three tokens, each a turn of the event loop after the other. */
function slowly(...words: readonly string[]): Observable<AIMessageChunk> {
  const source = new Subject<AIMessageChunk>();
  const next = (i: number): void => {
    setTimeout(() => {
      const word = words[i];
      if (word === undefined) source.complete();
      else {
        source.next(aiChunk(word));
        next(i + 1);
      }
    }, 5);
  };
  next(0);
  return source;
}

describe('on the server', () => {
  it('skip, the default: no call, the page is rendered as pending', async () => {
    const { chain, calls } = countedModel(() => NEVER);
    const { shown, state } = await render(page({ runnable: chain, id: 'one' }));
    expect(shown).toBe('pending:');
    expect(calls()).toBe(0);
    expect(state).not.toHaveProperty('rxchain.one');
  });

  it('skip: a synchronous source is not asked either', async () => {
    const { chain, calls } = countedModel(() => of(aiChunk('now')));
    const { shown } = await render(page({ runnable: chain }));
    expect(shown).toBe('pending:');
    expect(calls()).toBe(0);
  });

  it('wait: the page waits for the whole answer, and hands over its final state alone', async () => {
    const { chain, calls } = countedModel(() => slowly('The ', 'sky ', 'is blue'));
    const { shown, state } = await render(page({ runnable: chain, server: 'wait', id: 'one' }));
    expect(shown).toBe('done:The sky is blue');
    expect(calls()).toBe(1);
    expect(state['rxchain.one']).toMatchObject({ phase: 'done', value: 'The sky is blue' });
  });

  it('wait without an id hands over nothing', async () => {
    const { chain } = countedModel(() => slowly('blue'));
    const { shown, state } = await render(page({ runnable: chain, server: 'wait' }));
    expect(shown).toBe('done:blue');
    expect(Object.keys(state).filter((key) => key.startsWith('rxchain'))).toEqual([]);
  });

  it('wait: an error ends the wait and is not handed over, so that the browser tries again', async () => {
    const failing = new Subject<AIMessageChunk>();
    setTimeout(() => {
      failing.next(aiChunk('The '));
      failing.error(new Error('cut'));
    }, 5);
    const { chain } = countedModel(() => failing);
    const { shown, state } = await render(page({ runnable: chain, server: 'wait', id: 'one' }));
    expect(shown).toBe('error:The ');
    expect(state).not.toHaveProperty('rxchain.one');
  });

  it('withServerMode says it for all, an option for one', async () => {
    const waits = countedModel(() => slowly('blue'));
    const all = await render(page({ runnable: waits.chain }), provideRunnables(withServerMode('wait')));
    expect(all.shown).toBe('done:blue');
    const skips = countedModel(() => slowly('blue'));
    const one = await render(
      page({ runnable: skips.chain, server: 'skip' }),
      provideRunnables(withServerMode('wait')),
    );
    expect(one.shown).toBe('pending:');
    expect(skips.calls()).toBe(0);
  });

  it('idle stays idle in both modes', async () => {
    const { chain, calls } = countedModel(() => NEVER);
    class Idle {
      readonly answer = runnableResource<string, string>({
        runnable: chain,
        params: () => undefined,
        server: 'wait',
        id: 'x',
      });
    }
    const { shown } = await render(Component({ selector: 'app-root', template })(Idle));
    expect(shown).toBe('idle:');
    expect(calls()).toBe(0);
  });

  it('injectRun runs only where the mode is wait, and then the page waits', async () => {
    const make = (chain: ReturnType<typeof countedModel>['chain']): Type<unknown> =>
      Component({ selector: 'app-root', template })(
        class {
          readonly answer = injectRun(chain);
          constructor() {
            this.answer.run('why?');
          }
        },
      );
    const skips = countedModel(() => slowly('blue'));
    expect((await render(make(skips.chain))).shown).toBe('idle:');
    expect(skips.calls()).toBe(0);
    const waits = countedModel(() => slowly('sky ', 'blue'));
    expect((await render(make(waits.chain), provideRunnables(withServerMode('wait')))).shown).toBe(
      'done:sky blue',
    );
  });
});
