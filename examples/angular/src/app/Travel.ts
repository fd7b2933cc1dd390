import { Component, computed, effect, signal } from '@angular/core';
import type { AgentChunk } from 'rxchain';
import { injectRun } from 'rxchain/angular';
import { cancelRun, remote } from 'rxchain/server';
import { RunDiagram } from './RunDiagram';
import { StayAtEnd } from './StayAtEnd';
import { save, saved } from './saved';
import { addToSteps, type TravelStep } from './TravelStep';

const url = '/api/agent';

interface Asked {
  readonly question: string;
  readonly runId: string;
}

/**
 * An agent with tools. The one that pays asks first, and the run at the server waits for the answer that is given here, also while the
 * page is loaded again.
 */
@Component({
  selector: 'app-travel',
  imports: [RunDiagram, StayAtEnd],
  templateUrl: './Travel.html',
  host: { class: 'screen', '(keydown.escape)': 'stop()' },
})
export class Travel {
  protected readonly suggestion = 'Book me a train from Oslo to Bergen tomorrow.';
  protected readonly journey = injectRun(
    remote<string | undefined, readonly TravelStep[], AgentChunk>(url, {
      runId: () => this.asked()?.runId,
      leave: 'detach',
    }),
    { fold: (steps = [], chunk) => addToSteps(steps, chunk), coalesce: 'frame' },
  );
  protected readonly asked = signal<Asked | undefined>(undefined);
  protected readonly steps = computed(() => (this.journey.partial() ?? []) as readonly TravelStep[]);
  /** The calls about which the server has been told a decision. */
  protected readonly answered = signal<ReadonlySet<string>>(new Set());

  constructor() {
    const asked = saved<Asked | null>('journey') ?? undefined;
    if (asked !== undefined) this.#follow(asked);
    effect(() => save('journey', this.journey.isActive() ? this.asked() : null));
  }

  protected send(event: Event, field: HTMLInputElement): void {
    event.preventDefault();
    const question = field.value.trim();
    if (question === '' || this.journey.isActive()) return;
    field.value = '';
    this.ask(question);
  }

  protected ask(question: string): void {
    this.#follow({ question, runId: crypto.randomUUID() }, question);
  }

  protected stop(): void {
    const asked = this.asked();
    if (asked === undefined || !this.journey.isActive()) return;
    this.journey.stop();
    cancelRun(url, asked.runId).subscribe({ error: () => undefined });
  }

  protected async decide(call: string, approved: boolean): Promise<void> {
    this.answered.update((calls) => new Set([...calls, call]));
    const response = await fetch(`/api/approve?run=${this.asked()?.runId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ call, approved, ...(!approved && { reason: 'the traveller said no' }) }),
    }).catch(() => undefined);
    // Not heard: the question stays open.
    if (response?.ok !== true)
      this.answered.update((calls) => new Set([...calls].filter((other) => other !== call)));
  }

  #follow(asked: Asked, input?: string): void {
    this.answered.set(new Set());
    this.asked.set(asked);
    this.journey.run(input);
  }
}
