import { describe, expect, it } from 'vitest';
import { human } from '../../src/messages/human.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { marbles } from '../../src/testing/marbles.ts';
import { recordRun } from '../../src/testing/recordRun.ts';
import { drawRun } from '../../src/diagrams/drawRun.ts';

describe('drawRun', () => {
  it(
    'draws',
    marbles((m) => {
      const model = m.model('5ms b 4ms c 4ms d 4ms e|', { b: 'Here', c: "'s", d: ' a', e: ' joke' });
      const run = recordRun(chatPrompt('tell me a joke about {topic}').pipe(model, stringParser()), { topic: 'parrot' });
      m.flush();
      console.log(drawRun(run.events));
      console.log(drawRun(run.events, { values: 'text' }));
      console.log(drawRun(run.events, { width: 34 }));
      console.log(drawRun(run.events, { maxLanes: 2, title: 'x' }));
    }),
  );
});
