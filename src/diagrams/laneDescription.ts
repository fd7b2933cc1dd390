import type { Lane } from './Lane.ts';
import type { TimedMark } from './TimedMark.ts';

const outcomes = { '|': 'ended', '#': 'failed', '!': 'cancelled' } as const;

/**
 * A lane in words: `MarbleModel, chat model, 0 to 21 ms, 4 chunks, ended`.
 */
export function laneDescription({ name, type }: Lane, marks: readonly TimedMark[]): string {
  const first = marks[0];
  const last = marks.at(-1);
  const sign = last?.sign;
  const isOver = sign === '|' || sign === '#' || sign === '!';
  const time = isOver ? `${first?.time} to ${last?.time} ms` : `from ${first?.time} ms`;
  const chunks = marks.filter((mark) => mark.sign === 'chunk').length;
  const count = `${chunks} chunk${chunks === 1 ? '' : 's'}`;
  return [name, type.replace('_', ' '), time, count, isOver ? outcomes[sign] : 'running'].join(', ');
}
