import '@angular/compiler';
import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { map, of, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import {
  injectChatModel,
  injectRun,
  provideRunnables,
  runnableResource,
  withChatModel,
} from '../../src/angular/index.ts';
import {
  type AIMessageChunk,
  aiChunk,
  chatModel,
  chatPrompt,
  lambda,
  operator,
  stringParser,
} from '../../src/index.ts';
import { setUpAngular } from './angularTest.ts';
import { handModel } from './handModel.ts';

const hand = handModel();
setUpAngular(provideRunnables(withChatModel(() => hand.model)));

const textOf = (fixture: { nativeElement: HTMLElement }): string => fixture.nativeElement.textContent ?? '';

describe('in a component', () => {
  const App = Component({
    selector: 'app-root',
    template: `
      <button (click)="topic.set({ topic: 'parrot' })">ask</button>
      <button id="stop" [disabled]="!answer.isActive()" (click)="answer.stop()">stop</button>
      <p>{{ answer.phase() }}</p>
      <p aria-live="polite">{{ answer.partial() }}</p>`,
  })(
    class {
      readonly topic = signal<{ topic: string } | undefined>(undefined);
      readonly answer = runnableResource({
        runnable: chatPrompt('tell me a joke about {topic}').pipe(injectChatModel(), stringParser()),
        params: () => this.topic(),
      });
    },
  );

  it('renders the phases without zone.js, and aborts when it dies', async () => {
    const fixture = TestBed.createComponent(App);
    await fixture.whenStable();
    expect(textOf(fixture)).toContain('idle');
    fixture.nativeElement.querySelector('button').click();
    await fixture.whenStable();
    expect(textOf(fixture)).toContain('pending');
    expect(hand.prompts.at(-1)).toBe('tell me a joke about parrot');
    const call = hand.calls.at(-1);
    hand.say('Why', ' not?');
    await fixture.whenStable();
    expect(textOf(fixture)).toContain('streaming');
    expect(textOf(fixture)).toContain('Why not?');
    fixture.nativeElement.querySelector('#stop').click();
    await fixture.whenStable();
    expect(textOf(fixture)).toContain('stopped');
    expect(textOf(fixture)).toContain('Why not?');
    expect(call?.observed).toBe(false);
    expect(fixture.nativeElement.querySelector('#stop').disabled).toBe(true);
    fixture.componentInstance.answer.reload();
    await fixture.whenStable();
    hand.say('Again');
    expect(hand.calls.at(-1)?.observed).toBe(true);
    fixture.destroy();
    expect(hand.calls.at(-1)?.observed).toBe(false);
  });

  it('writes no signal while it renders: a synchronous run, made and read in a child that appears', async () => {
    const Child = Component({
      selector: 'app-child',
      template: '{{ answer.phase() }} {{ answer.value() }} {{ run.value() }}',
    })(
      class {
        readonly answer = runnableResource({ runnable: lambda((n: number) => of(n + 1)), params: () => 1 });
        readonly run = injectRun(lambda((n: number) => of(n + 1)));
        constructor() {
          this.run.run(5);
        }
      },
    );
    const Parent = Component({
      selector: 'app-parent',
      imports: [Child],
      template: '@if (isOn()) { <app-child /> }',
    })(
      class {
        readonly isOn = signal(false);
      },
    );
    const fixture = TestBed.createComponent(Parent);
    await fixture.whenStable();
    fixture.componentInstance.isOn.set(true);
    await fixture.whenStable();
    expect(textOf(fixture).trim()).toBe('done 2 6');
  });

  it('says so when a template starts a run: NG0600', () => {
    const Wrong = Component({ selector: 'app-wrong', template: '{{ show() }}' })(
      class {
        readonly run = injectRun(lambda((n: number) => n));
        show(): string {
          this.run.run(1);
          return 'x';
        }
      },
    );
    const fixture = TestBed.createComponent(Wrong);
    expect(() => fixture.detectChanges()).toThrow(/NG0?600/);
    expect(fixture.componentInstance.run.phase()).toBe('idle');
  });

  it('keeps the rows of a growing list that did not change', async () => {
    const rows = new Subject<readonly { readonly name: string }[]>();
    const snapshots = operator<string, readonly { readonly name: string }[]>(
      () => rows.pipe(map((list) => list)),
      { name: 'rows', join: (_, last) => last },
    );
    const List = Component({
      selector: 'app-list',
      template: '<ul>@for (row of answer.partial() ?? []; track $index) { <li>{{ row.name }}</li> }</ul>',
    })(
      class {
        readonly answer = runnableResource({ runnable: snapshots, params: () => 'x' });
      },
    );
    const fixture = TestBed.createComponent(List);
    await fixture.whenStable();
    const first = { name: 'France' };
    rows.next([first]);
    await fixture.whenStable();
    const node = fixture.nativeElement.querySelector('li');
    const changes = vi.fn();
    new MutationObserver(changes).observe(node, { characterData: true, childList: true, subtree: true });
    rows.next([first, { name: 'Spain' }]);
    await fixture.whenStable();
    expect(textOf(fixture)).toBe(' France  Spain '.replaceAll('  ', '').trim().replace(/\s+/g, ''));
    expect(fixture.nativeElement.querySelectorAll('li')[0]).toBe(node);
    expect(changes).not.toHaveBeenCalled();
  });

  it('a message chunk and its whole have the types of the model', () => {
    const tokens = new Subject<AIMessageChunk>();
    const model = chatModel({ name: 'm', stream: () => tokens });
    const run = TestBed.runInInjectionContext(() => injectRun(model));
    run.run('x');
    tokens.next(aiChunk('a'));
    tokens.complete();
    expect(run.value()?.content).toBe('a');
    expect(run.value()?.type).toBe('ai');
  });
});
