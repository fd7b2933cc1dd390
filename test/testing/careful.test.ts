import { Subject, switchMap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';
import { careful, leavingView, texts } from './careful.ts';

/** A sink that writes down when, what and of which run it is told. */
function log(m: Marbles): { readonly told: string[]; readonly events: Subject<RunEvent> } {
  const told: string[] = [];
  const events = new Subject<RunEvent>();
  events.subscribe(({ event, run_id }) => told.push(`${m.scheduler.frame} ${event} ${run_id}`));
  return { told, events };
}

/** The starts of a run: the chain, the fallbacks, the retry and its first try. */
const begin = (
  at: number,
  [chain, fallbacks, retry, model]: readonly [string, string, string, string],
): string[] => [
  `${at} on_chain_start ${chain}`,
  `${at} on_chain_start ${fallbacks}`,
  `${at} on_chain_start ${retry}`,
  `${at} on_chat_model_start ${model}`,
];

describe('two failing tries, back-off of 20 and 40 ms, 200 ms for a first token, a fallback', () => {
  it('and a view that leaves at 295 ms: output, subscriptions and events', marbles(leavingView));

  it(
    'and two at a time in a batch: the third waits for one of them, as do its tries',
    marbles((m) => {
      const primary = m.model(
        [...Array(4).fill('5ms #'), ...Array(2).fill('900ms a|'), '5ms a 4ms |'],
        texts,
      );
      const backup = m.model(Array(2).fill('10ms a 9ms b 9ms (c|)'), texts);
      const { told, events } = log(m);
      const answers = careful(primary, backup).batch(['x', 'y', 'z'], {
        maxConcurrency: 2,
        events,
        newRunId: sequentialIds(),
      });
      m.expectObservable(answers).toBe('310ms (r|)', { r: ['Hello!', 'Hello!', 'Hel'] });
      m.expectSubscriptions(primary.subscriptions).toBe([
        '^ 4ms !',
        '^ 4ms !',
        '25ms ^ 4ms !',
        '25ms ^ 4ms !',
        '70ms ^ 199ms !',
        '70ms ^ 199ms !',
        '300ms ^ 9ms !',
      ]);
      m.expectSubscriptions(backup.subscriptions).toBe(['270ms ^ 29ms !', '270ms ^ 29ms !']);
      m.flush();
      expect(told).toEqual([
        ...begin(0, ['r1', 'r2', 'r3', 'r4']),
        ...begin(0, ['r5', 'r6', 'r7', 'r8']),
        '5 on_chat_model_error r4',
        '5 on_chat_model_error r8',
        '25 on_chat_model_start r9',
        '25 on_chat_model_start r10',
        '30 on_chat_model_error r9',
        '30 on_chat_model_error r10',
        '70 on_chat_model_start r11',
        '70 on_chat_model_start r12',
        '270 on_chat_model_cancel r11',
        '270 on_chain_error r3',
        '270 on_chat_model_start r13',
        '270 on_chat_model_cancel r12',
        '270 on_chain_error r7',
        '270 on_chat_model_start r14',
        '280 on_chat_model_stream r13',
        '280 on_chat_model_stream r14',
        '290 on_chat_model_stream r13',
        '290 on_chat_model_stream r14',
        '300 on_chat_model_stream r13',
        '300 on_chat_model_end r13',
        '300 on_chain_end r2',
        '300 on_parser_start r15',
        '300 on_parser_end r15',
        '300 on_chain_end r1',
        ...begin(300, ['r16', 'r17', 'r18', 'r19']),
        '300 on_chat_model_stream r14',
        '300 on_chat_model_end r14',
        '300 on_chain_end r6',
        '300 on_parser_start r20',
        '300 on_parser_end r20',
        '300 on_chain_end r5',
        '305 on_chat_model_stream r19',
        '310 on_chat_model_end r19',
        '310 on_chain_end r18',
        '310 on_chain_end r17',
        '310 on_parser_start r21',
        '310 on_parser_end r21',
        '310 on_chain_end r16',
      ]);
    }),
  );

  it(
    'and a new question at 295 ms: switchMap cancels the run, the next one begins in the same instant',
    marbles((m) => {
      const primary = m.model(['5ms #', '5ms #', '900ms a|', '5ms a 4ms |'], texts);
      const backup = m.model('10ms a 9ms b 9ms (c|)', texts);
      const { told, events } = log(m);
      const newRunId = sequentialIds();
      const answer = careful(primary, backup);
      const shown = m
        .hot('p 294ms q|')
        .pipe(switchMap((question) => answer.stream(question, { events, newRunId })));
      m.expectObservable(shown).toBe('280ms a 9ms b 9ms a 4ms |', texts);
      m.expectSubscriptions(primary.subscriptions).toBe([
        '^ 4ms !',
        '25ms ^ 4ms !',
        '70ms ^ 199ms !',
        '295ms ^ 9ms !',
      ]);
      m.expectSubscriptions(backup.subscriptions).toBe('270ms ^ 24ms !');
      m.flush();
      expect(told).toEqual([
        ...begin(0, ['r1', 'r2', 'r3', 'r4']),
        '5 on_chat_model_error r4',
        '25 on_chat_model_start r5',
        '30 on_chat_model_error r5',
        '70 on_chat_model_start r6',
        '270 on_chat_model_cancel r6',
        '270 on_chain_error r3',
        '270 on_chat_model_start r7',
        '280 on_chat_model_stream r7',
        '280 on_parser_start r8',
        '280 on_parser_stream r8',
        '280 on_chain_stream r1',
        '290 on_chat_model_stream r7',
        '290 on_parser_stream r8',
        '290 on_chain_stream r1',
        '295 on_chat_model_cancel r7',
        '295 on_chain_cancel r2',
        '295 on_parser_cancel r8',
        '295 on_chain_cancel r1',
        ...begin(295, ['r9', 'r10', 'r11', 'r12']),
        '300 on_chat_model_stream r12',
        '300 on_parser_start r13',
        '300 on_parser_stream r13',
        '300 on_chain_stream r9',
        '305 on_chat_model_end r12',
        '305 on_chain_end r11',
        '305 on_chain_end r10',
        '305 on_parser_end r13',
        '305 on_chain_end r9',
      ]);
      expect(primary.calls.map(({ frame }) => frame)).toEqual([0, 25, 70, 295]);
    }),
  );
});
