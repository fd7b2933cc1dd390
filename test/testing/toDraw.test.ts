import { describe, expect, it } from 'vitest';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chatPrompt } from '../../src/prompts/chatPrompt.ts';
import { type Marbles, marbles } from '../../src/testing/marbles.ts';

const texts = { a: 'Here', b: "'s", c: ' a', d: ' joke' };
const picture = `
ms                    0   5  10 15 20 21
RunnableSequence      ^---b--c--d--e--|
  ChatPromptTemplate  ^a|
  MarbleModel         ^---b--c--d--e--|
  StrOutputParser         ^b-c--d--e--|
^ start   | end   - running
a = "tell me a joke about parrot"
b = "Here"
c = "'s"
d = " a"
e = " joke"`.slice(1);

const run = (m: Marbles, script: string, subscription?: string) => {
  const model = m.model(script, texts, new Error('529 overloaded'));
  const chain = chatPrompt('tell me a joke about {topic}').pipe(model, stringParser());
  return m.expectRun(chain, { topic: 'parrot' }, subscription);
};

describe('expectRun.toDraw', () => {
  it(
    'is the run as it is drawn, beside its output',
    marbles((m) => {
      run(m, '5ms a 4ms b 4ms c 4ms d|').toDraw(picture).toStream('5ms a 4ms b 4ms c 4ms d|', texts);
    }),
  );

  it(
    'times begin with the first event',
    marbles((m) => {
      run(m, '5ms a 4ms b 4ms c 4ms d|', '7ms ^').toDraw(picture);
    }),
  );

  it(
    'shows an error, and where it began',
    marbles((m) => {
      run(m, '5ms a 4ms #').toDraw(
        `
ms                    0   5  10
RunnableSequence      ^---b--#
  ChatPromptTemplate  ^a|
  MarbleModel         ^---b--#
  StrOutputParser         ^b-#
^ start   | end   # error   - running
a = "tell me a joke about parrot"
b = "Here"
# = Error: 529 overloaded (first in MarbleModel)`.slice(1),
      );
    }),
  );

  it(
    'shows that the subscriber left',
    marbles((m) => {
      run(m, '100ms a 999ms |', '^ 119ms !').toDraw(
        `
ms                    0   100 120
RunnableSequence      ^---b---!
  ChatPromptTemplate  ^a|
  MarbleModel         ^---b---!
  StrOutputParser         ^b--!
^ start   | end   ! cancel   - running
a = "tell me a joke about parrot"
b = "Here"`.slice(1),
      );
    }),
  );

  it('fails with the first line that differs and the whole drawing', () => {
    const test = marbles((m) => void run(m, '5ms a 4ms b 4ms c 5ms d|').toDraw(picture));
    expect(test).toThrow(
      [
        'drawings differ at line 1',
        '  expected ms                    0   5  10 15 20 21',
        '  actual   ms                    0   5  10 15 21 22',
        'drawn was',
      ].join('\n'),
    );
  });
});
