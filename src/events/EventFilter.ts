import type { RunType } from './RunType.ts';

/**
 * Which events are shown. An event is in when no include list is given or any include list names it, and out when any
 * exclude list names it. Tags are inherited, so the tag of a chain shows its children as well.
 * A custom event goes by its own name, which stands for its type too.
 */
export interface EventFilter {
  readonly includeNames?: readonly string[] | undefined;
  readonly includeTags?: readonly string[] | undefined;
  readonly includeTypes?: readonly (RunType | (string & {}))[] | undefined;
  readonly excludeNames?: readonly string[] | undefined;
  readonly excludeTags?: readonly string[] | undefined;
  readonly excludeTypes?: readonly (RunType | (string & {}))[] | undefined;
}

/** The keys of a filter, for those who take one together with other options. */
export const eventFilterKeys: readonly (keyof EventFilter)[] = [
  'includeNames',
  'includeTags',
  'includeTypes',
  'excludeNames',
  'excludeTags',
  'excludeTypes',
];
