import type { EventFilter } from 'rxchain';
import { drawRunSvg, type RecordedEvent } from 'rxchain/diagrams';
import { audit, fromEvent, map, scan, timer } from 'rxjs';

/** What the page tells the drawer: events that were added (`isNew`: of a new run), and how to draw. */
interface Order {
  readonly added: readonly RecordedEvent[];
  readonly isNew: boolean;
  readonly filter: EventFilter;
  readonly width: number;
}

interface Sheet {
  readonly events: RecordedEvent[];
  /** When the first of them came. */
  readonly start?: number | undefined;
  readonly order?: Order;
}

// A drawing of 30,000 events takes a tenth of a second, which the page must not wait for. Nor may the drawer take a processor from it:
// it rests three times as long as it draws.
let rest = 50;
fromEvent<MessageEvent<Order>>(self, 'message')
  .pipe(
    scan(
      (sheet, { data }): Sheet => {
        const kept = data.isNew ? [] : sheet.events;
        let start = data.isNew ? undefined : sheet.start;
        for (const { time, event } of data.added) {
          kept.push({ time: time - (start ?? time), event });
          start ??= time;
        }
        return { events: kept, start, order: data };
      },
      { events: [] } as Sheet,
    ),
    audit(() => timer(rest)),
    map(({ events, order }) => {
      const began = performance.now();
      const svg = drawRunSvg(events, { filter: order?.filter ?? {}, width: order?.width ?? 600 });
      rest = Math.max(50, 3 * (performance.now() - began));
      return svg;
    }),
  )
  .subscribe((svg) => postMessage(svg));
