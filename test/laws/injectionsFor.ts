import type { Injection, Told } from './executeTold.ts';

/** Everything that can be done to a run, at every event, chunk and frame that it has. */
export function* injectionsFor({ events, log }: Told): Generator<Injection> {
  for (let atEvent = 0; atEvent < events.length; atEvent++) {
    for (const what of ['leave', 'abort', 'fail', 'throw'] as const) yield { what, atEvent };
  }
  for (let atChunk = 0; atChunk < log.length - 1; atChunk++) {
    for (const what of ['leave', 'abort', 'fail'] as const) yield { what, atChunk };
  }
  const last = log.at(-1)?.[0] ?? 0;
  for (let atFrame = 0; atFrame <= last; atFrame++) {
    for (const what of ['leave', 'abort'] as const) yield { what, atFrame };
  }
}
