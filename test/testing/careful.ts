import { timer } from 'rxjs';
import type { ModelInput } from '../../src/models/ModelInput.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import type { Runnable } from '../../src/Runnable.ts';
import { chain } from '../../src/runnables/chain.ts';
import { withFallbacks } from '../../src/runnables/withFallbacks.ts';
import { withRetry } from '../../src/runnables/withRetry.ts';
import { withTimeout } from '../../src/runnables/withTimeout.ts';
import type { MarbleModel } from '../../src/testing/marbleModel.ts';
import type { Marbles } from '../../src/testing/marbles.ts';

/** Two new tries after 20 and 40 ms, 200 ms for a first token, then another model: as text. */
export function careful(primary: MarbleModel, backup: MarbleModel): Runnable<ModelInput, string> {
  const patient = withRetry(withTimeout(primary, { first: 200 }), {
    count: 2,
    delay: (_, n) => timer(20 * 2 ** (n - 1)),
  });
  return chain(withFallbacks(patient, [backup]), stringParser());
}

export const texts = { a: 'Hel', b: 'lo', c: '!' };

/** The view leaves at 295 ms: output, subscriptions and events. */
export function leavingView(m: Marbles): void {
  const primary = m.model(['5ms #', '5ms #', '900ms a|'], texts);
  const backup = m.model('10ms a 9ms b 9ms (c|)', texts);
  m.expectRun(careful(primary, backup), 'hi', '^ 294ms !')
    .toStream('280ms a 9ms b', texts)
    .toTell([
      '0 on_chain_start RunnableSequence',
      '0 on_chain_start RunnableWithFallbacks',
      '0 on_chain_start RunnableRetry',
      '0 on_chat_model_start MarbleModel',
      '5 on_chat_model_error MarbleModel',
      '25 on_chat_model_start MarbleModel',
      '30 on_chat_model_error MarbleModel',
      '70 on_chat_model_start MarbleModel',
      '270 on_chat_model_cancel MarbleModel',
      '270 on_chain_error RunnableRetry',
      '270 on_chat_model_start MarbleModel',
      '280 on_chat_model_stream MarbleModel',
      '280 on_parser_start StrOutputParser',
      '280 on_parser_stream StrOutputParser',
      '280 on_chain_stream RunnableSequence',
      '290 on_chat_model_stream MarbleModel',
      '290 on_parser_stream StrOutputParser',
      '290 on_chain_stream RunnableSequence',
      '295 on_chat_model_cancel MarbleModel',
      '295 on_chain_cancel RunnableWithFallbacks',
      '295 on_parser_cancel StrOutputParser',
      '295 on_chain_cancel RunnableSequence',
    ]);
  m.expectSubscriptions(primary.subscriptions).toBe(['^ 4ms !', '25ms ^ 4ms !', '70ms ^ 199ms !']);
  m.expectSubscriptions(backup.subscriptions).toBe('270ms ^ 24ms !');
}
