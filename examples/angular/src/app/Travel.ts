import { Component, computed, signal } from '@angular/core';
import type { AgentChunk, RunEvent } from 'rxchain';
import { injectRun } from 'rxchain/angular';
import { Subject } from 'rxjs';
import { RunDiagram } from './RunDiagram';
import { StayAtEnd } from './StayAtEnd';
import { cancelRun, servedChain } from './servedChain';
import { addToSteps, type ToolStep, type TravelStep } from './TravelStep';

const url = '/api/agent';

/** An agent with tools. The one that pays asks first, and the run at the server waits for the answer that is given here. */
@Component({
  selector: 'app-travel',
  imports: [RunDiagram, StayAtEnd],
  templateUrl: './Travel.html',
  host: { class: 'screen', '(keydown.escape)': 'stop()' },
})
export class Travel {
  protected readonly suggestion = 'Book me a train from Oslo to Bergen tomorrow.';
  protected readonly told = new Subject<RunEvent>();
  protected readonly journey = injectRun(
    servedChain<string, readonly TravelStep[], AgentChunk>(url, this.told, (_, chunk) => chunk),
    { fold: (steps = [], chunk) => addToSteps(steps, chunk), coalesce: 'frame' },
  );
  protected readonly question = signal<string | undefined>(undefined);
  protected readonly steps = computed(() => (this.journey.partial() ?? []) as readonly TravelStep[]);
  /** What was decided here about calls, by their ids. */
  protected readonly decided = signal<ReadonlyMap<string, boolean>>(new Map());
  #runId = '';

  protected send(event: Event, field: HTMLInputElement): void {
    event.preventDefault();
    const question = field.value.trim();
    if (question === '' || this.journey.isActive()) return;
    field.value = '';
    this.ask(question);
  }

  protected ask(question: string): void {
    this.question.set(question);
    this.decided.set(new Map());
    this.#runId = crypto.randomUUID();
    this.journey.run({ runId: this.#runId, input: question });
  }

  protected stop(): void {
    if (!this.journey.isActive()) return;
    this.journey.stop();
    cancelRun(url, this.#runId);
  }

  protected stateOf(step: ToolStep): string {
    return step.result !== undefined && this.decided().get(step.id) === false ? 'refused' : step.state;
  }

  protected async decide(call: string, approved: boolean): Promise<void> {
    this.decided.update((calls) => new Map(calls).set(call, approved));
    const response = await fetch(`/api/approve?run=${this.#runId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ call, approved, ...(!approved && { reason: 'the traveller said no' }) }),
    }).catch(() => undefined);
    // Not heard: the question stays open.
    if (response?.ok !== true)
      this.decided.update((calls) => new Map([...calls].filter(([id]) => id !== call)));
  }
}
