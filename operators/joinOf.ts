import type { Observable } from 'rxjs';
import type { Join } from './Join.ts';
import { replaceChunks } from './replaceChunks.ts';

/** Under this name an Observable carries the rule by which its chunks join. */
interface Joined {
  readonly 'rxchain.join'?: Join<unknown> | undefined;
  readonly source?: Observable<unknown> | undefined;
}

/**
 * The rule by which the chunks of an Observable join: the one that it carries. Behind plain operators only the rule that
 * snapshots replace each other still holds; otherwise nothing is known and the value decides.
 */
export function joinOf(source: Observable<unknown>): Join<unknown> | undefined {
  const own = (source as Joined)['rxchain.join'];
  if (own !== undefined) return own;
  let at = (source as Joined).source as Joined | undefined;
  while (at !== undefined && at !== null) {
    const join = at['rxchain.join'];
    if (join !== undefined) return join === replaceChunks ? join : undefined;
    at = at.source as Joined | undefined;
  }
  return undefined;
}
