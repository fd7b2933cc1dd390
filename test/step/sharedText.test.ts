import { concat, from, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/events/RunEvent.ts';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { textOf } from '../../src/messages/textOf.ts';
import { chatModel } from '../../src/models/chatModel.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { lambda } from '../../src/runnables/lambda.ts';
import { recordRun } from '../../src/testing/recordRun.ts';

const block = (text: string, index?: number): AIMessageChunk =>
  aiChunk([{ type: 'text', text, ...(index === undefined ? {} : { index }) }]);

function told(chunks: readonly AIMessageChunk[], ...rest: readonly ReturnType<typeof lambda>[]): RunEvent[] {
  const model = chatModel({ name: 'model', stream: () => from(chunks) });
  return recordRun(chain(model, stringParser(), ...(rest as [])) as never, 'q').events.map(
    ({ event }) => event,
  );
}

const dataOf = (events: readonly RunEvent[], kind: string): unknown =>
  events.find(({ event }) => event === kind)?.data;

// The text that a parser gave is kept once, with the message that it came out of.
describe('the text of a parser behind a model', () => {
  it.each([
    ['texts', ['Hel', 'lo', '', ' you'].map((text) => aiChunk(text))],
    ['one text', [aiChunk('Hello')]],
    ['an empty text', [aiChunk('')]],
    ['many texts', Array.from({ length: 100 }, (_, i) => aiChunk(`${i} `))],
    ['blocks', [block('Hel'), block('lo')]],
    ['texts, then blocks, then texts', [aiChunk('a'), aiChunk('b'), block('c'), aiChunk('d'), block('e')]],
    ['a text, then a block', [aiChunk('a'), block('b')]],
    ['blocks that take turns', [block('a', 0), block('b', 1), block('c', 0), aiChunk('d')]],
    ['long texts', [aiChunk('x'.repeat(1_000)), aiChunk('y'), aiChunk('z'.repeat(1_000))]],
  ])('is that of its chunks: %s', (_, chunks) => {
    const text = chunks.map(textOf).join('');
    const events = told(chunks);
    expect(dataOf(events, 'on_parser_end')).toMatchObject({ output: text });
    expect(dataOf(events, 'on_chain_end')).toMatchObject({ output: text });
    const input = chunks.map(textOf).join('|');
    expect(
      events
        .filter(({ event }) => event === 'on_parser_stream')
        .map(({ data }) => (data as { chunk: string }).chunk)
        .join('|'),
    ).toBe(input);
    // A step behind the parser reads it, too.
    const shout = lambda((whole: string) => whole.toUpperCase());
    expect(dataOf(told(chunks, shout as never), 'on_chain_end')).toMatchObject({
      output: text.toUpperCase(),
    });
  });

  it('is missing when nothing came', () => {
    expect(dataOf(told([]), 'on_parser_end')).toMatchObject({ output: null });
  });

  it('is not shown where the model fails', () => {
    const outputs: unknown[] = [];
    const parser = stringParser();
    const model = chatModel({
      name: 'model',
      stream: () =>
        concat(
          from([aiChunk('a'), aiChunk('b')]),
          throwError(() => new Error('broken')),
        ),
    });
    chain(model, parser)
      .streamEvents('q')
      .subscribe({
        next: ({ event, data }) => {
          if (event === 'on_parser_error') outputs.push(data);
        },
        error: () => undefined,
      });
    expect(outputs).toEqual([{ error: { name: 'Error', message: 'broken' } }]);
  });
});
