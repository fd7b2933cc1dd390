import { from, lastValueFrom, scan, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { twoCities } from '../../examples/agent.ts';
import { scriptedAgent } from '../../examples/scriptedAgent.ts';

describe('examples/agent.ts', () => {
  it.each([undefined, 0])('answers with two tools and a retriever (chunkDelay %s)', async (chunkDelay) => {
    const text = await lastValueFrom(
      from(twoCities(scriptedAgent(chunkDelay))).pipe(scan((all, piece) => all + piece, '')),
    );
    const lines = text.split('\n');
    expect(lines.slice(0, 7).sort()).toEqual([
      '< population 291940',
      '< population 709037',
      '< search_notes Bergen is known for its rain and its wooden houses at the harbour.',
      '> population {"city":"Bergen"}',
      '> population {"city":"Oslo"}',
      '> search_notes {"input":"What is Bergen known for?"}',
      'Let| me| look|.|',
    ]);
    expect(lines.slice(7, 9)).toEqual(['> add {"a":709037,"b":291940}', '< add 1000977']);
    expect(lines[9]!.replaceAll('|', '')).toBe(
      'Together they have 1000977 people. Bergen is known for its rain and its wooden houses at the harbour.',
    );
  });

  it('can be left early', async () => {
    expect(await lastValueFrom(from(twoCities(scriptedAgent(0))).pipe(take(2)))).toBe(' me|');
  });
});
