import type { Observable } from 'rxjs';
import { RunnableError } from '../../RunnableError.ts';
import { currentMarbles } from '../currentMarbles.ts';
import type { MatcherResult, Matching } from './MatcherResult.ts';

/** `m.expectObservable(…).toBe(…)` of the marble test around it; what differs shows when its clock has run. */
export function toEmitMarbles(
  this: Matching,
  received: unknown,
  marbles: string,
  values?: Readonly<Record<string, unknown>>,
  error?: unknown,
): MatcherResult {
  const { context } = currentMarbles;
  if (context === undefined) throw refused('it stands inside marbles((m) => …) or marbleTest');
  if (this.isNot) throw refused('it has no .not; write the marbles that come');
  context.helpers.expectObservable(received as Observable<unknown>).toBe(marbles, values, error);
  return { pass: true, message: () => 'compared when the clock has run' };
}

function refused(why: string): RunnableError {
  return new RunnableError(`toEmitMarbles: ${why}.`, { code: 'bad_input' });
}
