import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { marbles } from '../../src/testing/marbles.ts';
import type { RecordedEvent } from '../../src/testing/recordEvents.ts';
import { recordRun } from '../../src/testing/recordRun.ts';
import { sequentialIds } from '../../src/testing/sequentialIds.ts';

/** The chain of the guide, recorded in virtual time over a model's script; left at `leave` ms where it is given. */
export function guideChain(
  script: string,
  {
    template = 'tell me a joke about {topic}',
    leave,
    error,
  }: { template?: string; leave?: number; error?: Error } = {},
): readonly RecordedEvent[] {
  let events: readonly RecordedEvent[] = [];
  marbles((m) => {
    const model = m.model(script, { b: 'Here', c: "'s", d: ' a', e: ' joke' }, error);
    const chain = chatPrompt(template).pipe(model, stringParser());
    const run = recordRun(chain, { topic: 'parrot' }, { newRunId: sequentialIds() });
    if (leave !== undefined) m.scheduler.schedule(() => run.stop(), leave);
    m.flush();
    events = run.events;
  })();
  return events;
}
