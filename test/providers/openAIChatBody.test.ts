import { describe, expect, it } from 'vitest';
import { ai } from '../../src/messages/ai.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { human } from '../../src/messages/human.ts';
import type { Message } from '../../src/messages/Message.ts';
import { system } from '../../src/messages/system.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';
import { openAIChatBody } from '../../src/providers/openAIChatBody.ts';

describe('openAIChatBody', () => {
  it.each<[string, Message, object]>([
    ['system', system('be brief'), { role: 'system', content: 'be brief' }],
    ['human', human('hi'), { role: 'user', content: 'hi' }],
    ['a name', human({ content: 'hi', name: 'Ada' }), { role: 'user', content: 'hi', name: 'Ada' }],
    ['ai', ai('hello'), { role: 'assistant', content: 'hello' }],
    ['a chunk', aiChunk('hel'), { role: 'assistant', content: 'hel' }],
    [
      'ai blocks',
      ai([
        { type: 'reasoning', reasoning: 'hm' },
        { type: 'text', text: 'yes' },
      ]),
      { role: 'assistant', content: 'yes' },
    ],
    [
      'reasoning, which is not sent back',
      ai({ content: 'yes', additional_kwargs: { reasoning_content: 'hm' } }),
      { role: 'assistant', content: 'yes' },
    ],
    [
      'tool calls',
      ai({ tool_calls: [{ id: 'c1', name: 'weather', args: { city: 'Seoul' } }] }),
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Seoul"}' } },
        ],
      },
    ],
    [
      'a call that could not be run',
      ai({
        content: 'so',
        invalid_tool_calls: [{ id: 'c1', name: 'weather', args: '{"city', error: 'cut' }],
      }),
      {
        role: 'assistant',
        content: 'so',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city' } }],
      },
    ],
    ['tool', toolMessage('12 °C', 'c1'), { role: 'tool', tool_call_id: 'c1', content: '12 °C' }],
    [
      'text blocks',
      human([{ type: 'text', text: 'a' }]),
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
    ],
    [
      'an image by address',
      human([{ type: 'image_url', image_url: 'https://example.com/a.png' }]),
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] },
    ],
    [
      'an image in the form of the wire',
      human([{ type: 'image_url', image_url: { url: 'x', detail: 'low' } }]),
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x', detail: 'low' } }] },
    ],
    [
      'an image block by address',
      human([{ type: 'image', url: 'https://example.com/a.png' }]),
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] },
    ],
    [
      'an image block by its bytes',
      human([{ type: 'image', data: 'AAAA', mimeType: 'image/jpeg' }]),
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/jpeg;base64,AAAA' } }] },
    ],
    [
      'a block that the wire knows, without our index',
      human([{ type: 'input_audio', input_audio: { data: 'A', format: 'wav' }, index: 0 }]),
      { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'A', format: 'wav' } }] },
    ],
  ])('maps %s', (_, message, wanted) => {
    const { messages } = openAIChatBody([message], {});
    expect(messages).toEqual([wanted]);
  });

  it('leaves out what is not said', () => {
    expect(openAIChatBody([], { ...quiet, temperature: undefined, tools: [], stop: undefined })).toEqual({
      messages: [],
      stream: true,
    });
  });

  it('passes options on under their names, and fields of one provider', () => {
    const options = {
      temperature: 0,
      top_p: 1,
      max_completion_tokens: 5,
      response_format: { type: 'json_object' },
      body: { top_k: 4 },
    };
    const { body, ...named } = options;
    expect(openAIChatBody([], { ...quiet, ...options })).toEqual({
      messages: [],
      stream: true,
      ...named,
      ...body,
    });
  });

  it('takes tools as name and schema, or in the form of the wire', () => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const wire = { type: 'function', function: { name: 'b', parameters } };
    const own = { type: 'custom', custom: { name: 'd' } };
    const { tools } = openAIChatBody([], {
      tools: [{ name: 'a', description: 'A', parameters }, wire, { name: 'c' }, own],
    });
    expect(JSON.parse(JSON.stringify(tools))).toEqual([
      { type: 'function', function: { name: 'a', description: 'A', parameters } },
      wire,
      { type: 'function', function: { name: 'c', parameters: { type: 'object', properties: {} } } },
      own,
    ]);
  });

  it.each<[string | object, unknown]>([
    ['auto', 'auto'],
    ['none', 'none'],
    ['required', 'required'],
    ['any', 'required'],
    ['weather', { type: 'function', function: { name: 'weather' } }],
    [{ type: 'allowed_tools' }, { type: 'allowed_tools' }],
  ])('takes the tool choice %s', (choice, wanted) => {
    expect(openAIChatBody([], { tool_choice: choice as string }).tool_choice).toEqual(wanted);
  });
});

/** Without the wish for usage. */
const quiet = { streamUsage: false };
