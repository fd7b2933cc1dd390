import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { type RunRecord, recordRun } from '../../src/testing/recordRun.ts';

const lines = (run: RunRecord<unknown>): string[] =>
  run.events.map(({ time, event }) => `${time} ${event.event}`);

describe('recordRun', () => {
  it(
    'fills as the run proceeds',
    marbles((m) => {
      const run = recordRun(chain(m.model('-a-b-|'), stringParser()), 'hi');
      m.scheduler.schedule(() => {
        expect(run.chunks).toEqual(['a']);
        expect(run.outcome).toBeUndefined();
        expect(run.events).toHaveLength(6);
      }, 2);
      m.flush();
      expect(run.chunks).toEqual(['a', 'b']);
      expect(run.outcome).toBe('end');
      expect(run).not.toHaveProperty('error');
      expect(lines(run).at(-1)).toBe('5 on_chain_end');
    }),
  );

  it(
    'a failed run has its error',
    marbles((m) => {
      const failure = new Error('529');
      const run = recordRun(chain(m.model('-a#', {}, failure), stringParser()), 'hi');
      m.flush();
      expect(run).toMatchObject({ chunks: ['a'], outcome: 'error', error: failure });
      expect(lines(run).slice(-3)).toEqual([
        '2 on_chat_model_error',
        '2 on_parser_error',
        '2 on_chain_error',
      ]);
    }),
  );

  it(
    'stop() cancels it; what is over stays as it was',
    marbles((m) => {
      const model = m.model(['-a-b-|', '-a|']);
      const run = recordRun(chain(model, stringParser()), 'hi');
      m.scheduler.schedule(() => run.stop(), 2);
      const other = recordRun(chain(model, stringParser()), 'hi');
      m.expectSubscriptions(model.subscriptions).toBe(['^-!', '^-!']);
      m.flush();
      other.stop();
      expect(run).toMatchObject({ chunks: ['a'], outcome: 'cancel' });
      expect(lines(run).slice(-3)).toEqual([
        '2 on_chat_model_cancel',
        '2 on_parser_cancel',
        '2 on_chain_cancel',
      ]);
      expect(other.outcome).toBe('end');
    }),
  );

  it(
    'a signal cancels it, and its reason is the error',
    marbles((m) => {
      const controller = new AbortController();
      const run = recordRun(m.model('-a-b-|'), 'hi', { signal: controller.signal });
      m.scheduler.schedule(() => controller.abort('enough'), 2);
      m.flush();
      expect(run).toMatchObject({ outcome: 'cancel', error: 'enough' });
    }),
  );

  it(
    'tells the sink of its config as well',
    marbles((m) => {
      const events = new Subject<RunEvent>();
      m.expectEvents(events).toBe([
        '0 on_chat_model_start MarbleModel',
        '1 on_chat_model_stream MarbleModel',
        '2 on_chat_model_end MarbleModel',
      ]);
      m.scheduler.schedule(() => recordRun(m.model('-a|'), 'hi', { events }), 0);
    }),
  );
});
