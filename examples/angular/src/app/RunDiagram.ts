import {
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { DomSanitizer } from '@angular/platform-browser';
import type { EventFilter, RunEvent } from 'rxchain';
import type { RecordedEvent } from 'rxchain/diagrams';
import {
  auditTime,
  buffer,
  bufferCount,
  connect,
  filter,
  fromEvent,
  map,
  merge,
  type Observable,
  type OperatorFunction,
  scan,
  switchMap,
  tap,
} from 'rxjs';
import { addToLanes, type Lane } from './Lane';

type Group = 'includeNames' | 'includeTags' | 'includeTypes';

/** A run as a marble diagram, live, with filters; a lane that is chosen shows its input and output. The drawing is made by a worker. */
@Component({
  selector: 'app-run-diagram',
  templateUrl: './RunDiagram.html',
  host: { class: 'card diagram', role: 'region', 'aria-labelledby': 'diagram-title' },
})
export class RunDiagram {
  readonly events = input.required<Observable<RunEvent>>();

  readonly #worker = new Worker(new URL('../worker/drawing.worker', import.meta.url), { type: 'module' });
  readonly #sanitizer = inject(DomSanitizer);
  protected readonly frame = viewChild.required<ElementRef<HTMLElement>>('frame');
  readonly #width = signal(600);

  /** What has come: ten times a second, and in a burst oftener, since no batch may take long to send. */
  readonly #batches = toObservable(this.events).pipe(
    switchMap((events) => events.pipe(inBatches())),
    tap((batch) => this.#draw(batch)),
  );
  protected readonly lanes = toSignal(
    this.#batches.pipe(
      scan(
        (lanes, batch) =>
          addToLanes(
            lanes,
            batch.map(({ event }) => event),
          ),
        [] as readonly Lane[],
      ),
    ),
    { initialValue: [] },
  );
  // What drawRunSvg makes holds no script, and every text in it is escaped.
  protected readonly drawing = toSignal(
    fromEvent<MessageEvent<string>>(this.#worker, 'message').pipe(
      map(({ data }) => this.#sanitizer.bypassSecurityTrustHtml(data)),
    ),
  );

  protected readonly filter = signal<EventFilter>({});
  protected readonly groups = computed(() => {
    const lanes = this.lanes();
    return [
      { key: 'includeNames' as const, title: 'Name', values: distinct(lanes.map(({ name }) => name)) },
      { key: 'includeTypes' as const, title: 'Type', values: distinct(lanes.map(({ type }) => type)) },
      { key: 'includeTags' as const, title: 'Tag', values: distinct(lanes.flatMap(({ tags }) => tags)) },
    ];
  });
  protected readonly shown = computed(() => this.lanes().filter((lane) => isShown(lane, this.filter())));
  protected readonly isFiltered = computed(() => Object.keys(this.filter()).length > 0);

  protected readonly chosenId = signal<string | undefined>(undefined);
  protected readonly chosen = computed(() => this.lanes().find(({ runId }) => runId === this.chosenId()));

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#worker.terminate());
    effect((onCleanup) => {
      const watcher = new ResizeObserver(([entry]) =>
        this.#width.set(Math.max(320, Math.floor(entry!.contentRect.width))),
      );
      watcher.observe(this.frame().nativeElement);
      onCleanup(() => watcher.disconnect());
    });
    effect(() => this.#order([], false, this.filter(), this.#width()));
  }

  protected has(group: Group, value: string): boolean {
    return this.filter()[group]?.includes(value) === true;
  }

  protected toggle(group: Group, value: string): void {
    this.filter.update((filter) => {
      const values = filter[group] ?? [];
      const changed = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
      const { [group]: _, ...others } = filter;
      return changed.length === 0 ? others : { ...others, [group]: changed };
    });
  }

  /** Every mark of a lane carries the id of its run. */
  protected chooseAt({ target }: Event): void {
    const lane = (target as Element).closest('[role=listitem]');
    const runId = lane?.querySelector<SVGElement>('[data-run]')?.dataset.run;
    if (runId !== undefined) this.chosenId.set(runId);
  }

  protected print(value: unknown): string {
    if (value === undefined || value === null) return '(nothing yet)';
    const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
    return text.length > 2_000 ? `${text.slice(0, 2_000)} …` : text;
  }

  #draw(batch: readonly RecordedEvent[]): void {
    const first = batch.findLastIndex(
      ({ event }) => event.parent_ids.length === 0 && event.event.endsWith('_start'),
    );
    this.#order(first === -1 ? batch : batch.slice(first), first !== -1, this.filter(), this.#width());
  }

  #order(added: readonly RecordedEvent[], isNew: boolean, filter: EventFilter, width: number): void {
    this.#worker.postMessage({ added, isNew, filter, width });
  }
}

function inBatches(): OperatorFunction<RunEvent, readonly RecordedEvent[]> {
  return (events) =>
    events.pipe(
      map((event) => ({ time: Math.round(performance.now()), event })),
      connect((told) => told.pipe(buffer(merge(told.pipe(auditTime(100)), told.pipe(bufferCount(200)))))),
      filter((batch) => batch.length > 0),
    );
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

/** As in a filter of events: one of the lists that are given must name it. */
function isShown(
  { name, type, tags }: Lane,
  { includeNames, includeTypes, includeTags }: EventFilter,
): boolean {
  if (includeNames === undefined && includeTypes === undefined && includeTags === undefined) return true;
  return (
    includeNames?.includes(name) === true ||
    includeTypes?.includes(type) === true ||
    includeTags?.some((tag) => tags.includes(tag)) === true
  );
}
