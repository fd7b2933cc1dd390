import { Component, computed, effect, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Title } from '@angular/platform-browser';
import { fromEvent, map, startWith } from 'rxjs';
import { Chat } from './Chat';
import { Countries } from './Countries';
import { Travel } from './Travel';

const screens = [
  { id: 'chat', name: 'Chat' },
  { id: 'countries', name: 'Countries' },
  { id: 'agent', name: 'Agent' },
] as const;

/** The frame of the page, and one screen in it: the part of the address behind # says which. */
@Component({
  selector: 'app-root',
  imports: [Chat, Countries, Travel],
  template: `
    <a class="skip" href="#main" (click)="main.focus(); $event.preventDefault()">Skip to the content</a>
    <header class="top">
      <p class="brand"><span class="dots" aria-hidden="true"></span>rxchain</p>
      <nav aria-label="Screens">
        @for (entry of screens; track entry.id) {
          <a [href]="'#' + entry.id" [attr.aria-current]="entry.id === screen().id ? 'page' : null">{{ entry.name }}</a>
        }
      </nav>
    </header>
    <main id="main" tabindex="-1" #main>
      @switch (screen().id) {
        @case ('chat') { <app-chat /> }
        @case ('countries') { <app-countries /> }
        @case ('agent') { <app-travel /> }
      }
    </main>
  `,
})
export class App {
  protected readonly screens = screens;
  readonly #hash = toSignal(
    fromEvent(window, 'hashchange').pipe(
      startWith(undefined),
      map(() => location.hash.slice(1)),
    ),
    { requireSync: true },
  );
  protected readonly screen = computed(() => screens.find(({ id }) => id === this.#hash()) ?? screens[0]);

  constructor() {
    const title = inject(Title);
    effect(() => title.setTitle(`${this.screen().name} · rxchain and Angular`));
  }
}
