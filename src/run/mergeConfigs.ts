import type { RunConfig } from './RunConfig.ts';
import { runKey } from './runKey.ts';
import { SinkPair } from './SinkPair.ts';

/** A config bound on top of another: tags add up, metadata merges, sinks and signals combine, everything else is the outer's. */
export function mergeConfigs(inner: RunConfig | undefined, outer: RunConfig): RunConfig {
  if (inner === undefined) return outer;
  const given = Object.fromEntries(Object.entries(outer).filter(([, value]) => value !== undefined));
  const run = (outer as { readonly [runKey]?: unknown })[runKey];
  return {
    ...inner,
    ...given,
    ...(run === undefined ? {} : { [runKey]: run }),
    ...(inner.tags && outer.tags ? { tags: [...inner.tags, ...outer.tags] } : {}),
    ...(inner.metadata && outer.metadata ? { metadata: { ...inner.metadata, ...outer.metadata } } : {}),
    ...(inner.events && outer.events ? { events: new SinkPair(inner.events, outer.events) } : {}),
    ...(inner.signal && outer.signal ? { signal: AbortSignal.any([inner.signal, outer.signal]) } : {}),
  };
}
