import { describe, expect, it } from 'vitest';
import { OllamaChunks } from '../../src/providers/OllamaChunks.ts';
import { replyOf } from './wireFixtures.ts';

describe('OllamaChunks', () => {
  it('takes whole calls, with ids by their place where there are none', () => {
    const call = (city: string, id?: string) => ({ id, function: { name: 'weather', arguments: { city } } });
    const chunks = feed([
      { message: { content: '', tool_calls: [call('Seoul'), call('Paris', 'own')] }, done: false },
      { message: { content: '', tool_calls: [call('Rome')] }, done: false },
      { message: { content: '' }, done: true, done_reason: 'stop' },
    ]);
    expect(replyOf(chunks)).toMatchObject({
      tool_calls: [
        { index: 0, id: 'call_0', name: 'weather', args: { city: 'Seoul' } },
        { index: 1, id: 'own', name: 'weather', args: { city: 'Paris' } },
        { index: 2, id: 'call_2', name: 'weather', args: { city: 'Rome' } },
      ],
      finish_reason: 'stop',
      usage: null,
    });
  });

  it('reads thinking', () => {
    const chunks = feed([
      { message: { content: '', thinking: 'hm' }, done: false },
      { message: { content: 'yes' }, done: true },
    ]);
    expect(replyOf(chunks)).toMatchObject({ text: 'yes', reasoning: 'hm', finish_reason: 'stop' });
  });

  it.each([
    '{"message":{"content',
    '[]',
    '{"message":{"content":1}}',
    '{"message":{"tool_calls":{}}}',
    '{"message":{"tool_calls":[{}]}}',
  ])('refuses the line %s', (data) => {
    expect(() => new OllamaChunks().write(data)).toThrow(
      expect.objectContaining({ code: 'bad_frame' }) as Error,
    );
  });
});

function feed(lines: readonly object[]) {
  const chunks = new OllamaChunks();
  const given = lines.map((line) => chunks.write(JSON.stringify(line)));
  return [...given, chunks.end()].filter((chunk) => chunk !== undefined);
}
