import { Component, computed, effect, signal } from '@angular/core';
import { injectRun } from 'rxchain/angular';
import { cancelRun, remote } from 'rxchain/server';
import type { ChatInput } from './ChatInput';
import { RunDiagram } from './RunDiagram';
import { StayAtEnd } from './StayAtEnd';
import { save, saved } from './saved';
import type { Turn } from './Turn';

const url = '/api/chat';

interface Asked {
  readonly question: string;
  readonly runId: string;
}

interface SavedChat {
  readonly past: readonly Turn[];
  /** The question whose answer was under way. */
  readonly asked?: Asked | undefined;
}

/**
 * A conversation. Its past is a signal; the turn under way is what the run says. A page that is left leaves its run, and follows it
 * by its id when it comes back.
 */
@Component({
  selector: 'app-chat',
  imports: [RunDiagram, StayAtEnd],
  templateUrl: './Chat.html',
  host: { class: 'screen', '(keydown.escape)': 'stop()' },
})
export class Chat {
  protected readonly suggestions = [
    'Why is the sky blue?',
    'What is a marble diagram?',
    'What if the connection breaks?',
    'Count to 10,000.',
  ];
  protected readonly answer = injectRun(
    remote<ChatInput | undefined, string>(url, { runId: () => this.#asked()?.runId, leave: 'detach' }),
    { coalesce: 'frame' },
  );
  readonly #past = signal<readonly Turn[]>([]);
  readonly #asked = signal<Asked | undefined>(undefined);
  protected readonly turns = computed<readonly Turn[]>(() => {
    const asked = this.#asked();
    if (asked === undefined) return this.#past();
    const problem = this.answer.error()?.message;
    const turn = {
      question: asked.question,
      answer: (this.answer.partial() ?? '').split(/\n+/),
      phase: this.answer.phase(),
      ...(problem !== undefined && { problem }),
    };
    return [...this.#past(), turn];
  });
  protected readonly canRetry = computed(() => /error|stopped/.test(this.turns().at(-1)?.phase ?? ''));

  constructor() {
    const { past = [], asked } = saved<SavedChat>('chat') ?? {};
    this.#past.set(past);
    if (asked !== undefined) this.#follow(asked);
    // While an answer is under way its text need not be kept: it is told again from its beginning.
    effect(() => {
      const isActive = this.answer.isActive();
      save('chat', isActive ? { past: this.#past(), asked: this.#asked() } : { past: this.turns() });
    });
  }

  protected send(event: Event, field: HTMLInputElement): void {
    event.preventDefault();
    const question = field.value.trim();
    if (question === '' || this.answer.isActive()) return;
    field.value = '';
    this.ask(question);
  }

  protected ask(question: string): void {
    this.#askAfter(this.turns(), question);
  }

  protected retry(): void {
    const last = this.turns().at(-1);
    if (last !== undefined) this.#askAfter(this.turns().slice(0, -1), last.question);
  }

  protected stop(): void {
    const asked = this.#asked();
    if (asked === undefined || !this.answer.isActive()) return;
    this.answer.stop();
    cancelRun(url, asked.runId).subscribe({ error: () => undefined });
  }

  protected clear(): void {
    this.stop();
    this.#past.set([]);
    this.#asked.set(undefined);
  }

  #askAfter(past: readonly Turn[], question: string): void {
    this.#past.set(past);
    const messages = past.flatMap(({ question, answer }) => [
      { type: 'human' as const, content: question },
      ...(answer.join('') === '' ? [] : [{ type: 'ai' as const, content: answer.join('\n') }]),
    ]);
    const input = { messages: [...messages, { type: 'human' as const, content: question }] };
    this.#follow({ question, runId: crypto.randomUUID() }, input);
  }

  #follow(asked: Asked, input?: ChatInput): void {
    this.#asked.set(asked);
    this.answer.run(input);
  }
}
