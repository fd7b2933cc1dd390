import { concat, firstValueFrom, map, type Observable, of } from 'rxjs';
import { z } from 'zod';
import { lambda, type Runnable, tool } from '../src/index.ts';
import { sequentialIds } from '../src/testing/index.ts';
import { eventLine } from './eventLine.ts';
import { runExample } from './runExample.ts';

const reverse_word = lambda((word: string) => [...word].reverse().join(''), { name: 'reverse_word' });

const bad_tool = tool((word) => reverse_word.invoke(word), {
  name: 'bad_tool',
  description: 'Reverses a word, and forgets the config.',
  schema: z.string(),
});

const correct_tool = tool((word, config) => reverse_word.invoke(word, config), {
  name: 'correct_tool',
  description: 'Reverses a word, and hands the config on.',
  schema: z.string(),
});

const double = lambda(
  async (word: string, config) => (await firstValueFrom(reverse_word.invoke(word, config))).repeat(2),
  { name: 'reverse_and_double' },
);

const named = lambda(async function reverse_and_double(word: string, config) {
  return (await firstValueFrom(reverse_word.invoke(word, config))).repeat(2);
});

/** 2.7 What a tool or a function runs is told inside it; behind an `await` it must be handed the config. */
export function handingOn(): Observable<string> {
  const line = of('\n');
  return concat(
    events(bad_tool, 'hello'),
    line,
    events(correct_tool, 'hello'),
    line,
    events(double, '1234'),
    line,
    events(named, '1234'),
  );
}

function events(runnable: Runnable<string, unknown>, input: string): Observable<string> {
  return runnable.streamEvents(input, { version: 'v2', newRunId: sequentialIds() }).pipe(map(eventLine));
}

if (import.meta.main) await runExample(handingOn);
