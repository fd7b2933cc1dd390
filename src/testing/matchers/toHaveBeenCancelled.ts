import { RunnableError } from '../../RunnableError.ts';
import { endedLogs } from '../endedLogs.ts';
import type { SubscriptionLog } from '../SubscriptionLog.ts';
import { subscriptionDiagram } from '../subscriptionDiagram.ts';
import type { MatcherResult, Matching } from './MatcherResult.ts';

/** Every subscription of a marble model, tool or retriever ended because its subscriber left, none by itself. */
export function toHaveBeenCancelled(this: Matching, received: unknown): MatcherResult {
  const { subscriptions: logs } = (received ?? {}) as { readonly subscriptions?: readonly SubscriptionLog[] };
  if (logs === undefined) {
    throw new RunnableError('toHaveBeenCancelled wants an m.model, m.tool or m.retriever.', {
      code: 'bad_input',
    });
  }
  const pass = logs.length > 0 && logs.every((log) => outcomeOf(log) === 'left');
  return {
    pass,
    message: () => {
      if (pass) return 'every subscription was left';
      if (logs.length === 0) return 'nothing was subscribed; call m.flush() first, so that the clock runs';
      return [
        'not every subscription was left',
        ...logs.map((log) => `  ${outcomeOf(log).padEnd(6)} ${subscriptionDiagram(log)}`),
      ].join('\n');
    },
  };
}

function outcomeOf(log: SubscriptionLog): 'left' | 'ended' | 'open' {
  if (endedLogs.has(log)) return 'ended';
  return log.unsubscribedFrame === Number.POSITIVE_INFINITY ? 'open' : 'left';
}
