import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ai } from '../../src/messages/ai.ts';
import { human } from '../../src/messages/human.ts';
import { system } from '../../src/messages/system.ts';
import { toolMessage } from '../../src/messages/toolMessage.ts';
import { anthropicBody } from '../../src/providers/anthropicBody.ts';
import { ollamaBody } from '../../src/providers/ollamaBody.ts';
import { openAIResponsesBody } from '../../src/providers/openAIResponsesBody.ts';
import { toolSpec } from '../../src/providers/toolSpec.ts';
import { tool } from '../../src/tools/tool.ts';

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather = tool(() => '12 °C', {
  name: 'weather',
  description: 'the weather of a city',
  schema: z.object({ city: z.string() }),
});
const calls = [
  { id: 'c1', name: 'weather', args: { city: 'Seoul' } },
  { id: 'c2', name: 'weather', args: { city: 'Paris' } },
];
const talk = [
  system('be brief'),
  human([
    { type: 'text', text: 'what is here?' },
    { type: 'image', data: 'AAAA', mimeType: 'image/jpeg' },
  ]),
  ai({ content: 'I look.', tool_calls: calls }),
  toolMessage('12 °C', 'c1'),
  toolMessage({ content: 'no such city', tool_call_id: 'c2', status: 'error' }),
  human('so?'),
];

describe('toolSpec', () => {
  it.each<[string, unknown]>([
    ['what tool() makes', weather],
    ['name and parameters', { name: 'weather', description: 'the weather of a city', parameters }],
    ['an input schema', { name: 'weather', description: 'the weather of a city', inputSchema: parameters }],
    [
      'the form of OpenAI',
      { type: 'function', function: { name: 'weather', description: 'the weather of a city', parameters } },
    ],
  ])('reads %s', (_, given) => {
    expect(toolSpec(given)).toMatchObject({
      name: 'weather',
      description: 'the weather of a city',
      parameters,
    });
  });

  it('puts a schema that is no object under the key input', () => {
    const say = tool((text) => text, { name: 'say', description: 'says', schema: z.string() });
    expect(toolSpec(say)?.parameters).toEqual({
      type: 'object',
      properties: { input: { type: 'string' } },
      required: ['input'],
    });
  });

  it('leaves the own form of a provider alone', () => {
    expect(toolSpec({ type: 'web_search', name: 'search' })).toBeUndefined();
  });

  it.each([{}, { name: '' }, { parameters }])('refuses a tool without a name', (given) => {
    expect(() => toolSpec(given)).toThrow(expect.objectContaining({ code: 'bad_config' }) as Error);
  });

  it('refuses a schema that cannot tell its JSON Schema', () => {
    expect(() => toolSpec({ name: 'a', schema: { '~standard': { version: 1 } } })).toThrow(
      expect.objectContaining({ code: 'bad_config' }) as Error,
    );
  });
});

describe('anthropicBody', () => {
  it('maps a talk with an image, calls and their answers', () => {
    expect(
      sent(
        anthropicBody(talk, {
          model: 'm',
          tools: [weather],
          tool_choice: 'any',
          stop: '\n',
          parallel_tool_calls: false,
        }),
      ),
    ).toEqual({
      model: 'm',
      max_tokens: 4096,
      stream: true,
      system: 'be brief',
      stop_sequences: ['\n'],
      tools: [
        {
          name: 'weather',
          description: 'the weather of a city',
          input_schema: expect.objectContaining(parameters),
        },
      ],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'what is here?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Seoul' } },
            { type: 'tool_use', id: 'c2', name: 'weather', input: { city: 'Paris' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: '12 °C' }] },
            {
              type: 'tool_result',
              tool_use_id: 'c2',
              content: [{ type: 'text', text: 'no such city' }],
              is_error: true,
            },
            { type: 'text', text: 'so?' },
          ],
        },
      ],
    });
  });

  it('sends thinking back with its signature, and none without', () => {
    const thinking_blocks = [
      { index: 0, type: 'thinking', thinking: 'hm', signature: 'sig' },
      { index: 1, type: 'redacted_thinking', data: 'zz' },
      { index: 2, type: 'thinking', thinking: 'cut off' },
    ];
    const { messages } = anthropicBody([ai({ content: 'yes', additional_kwargs: { thinking_blocks } })], {});
    expect(messages).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 'sig' },
          { type: 'redacted_thinking', data: 'zz' },
          { type: 'text', text: 'yes' },
        ],
      },
    ]);
  });

  it('leaves out a message without content', () => {
    expect(anthropicBody([human('a'), ai(''), human('b')], {}).messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    ]);
  });

  it.each<[string | object | undefined, unknown]>([
    [undefined, undefined],
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'any' }],
    ['weather', { type: 'tool', name: 'weather' }],
    [{ type: 'any' }, { type: 'any' }],
  ])('takes the tool choice %j', (choice, wanted) => {
    expect(anthropicBody([], { tools: [weather], tool_choice: choice as string }).tool_choice).toEqual(
      wanted,
    );
  });
});

describe('ollamaBody', () => {
  it('maps a talk with an image, calls and their answers', () => {
    expect(
      sent(
        ollamaBody(talk, {
          model: 'm',
          temperature: 0,
          max_tokens: 9,
          stop: '\n',
          format: 'json',
          tools: [weather],
        }),
      ),
    ).toEqual({
      model: 'm',
      stream: true,
      format: 'json',
      options: { temperature: 0, num_predict: 9, stop: ['\n'] },
      tools: [{ type: 'function', function: expect.objectContaining({ name: 'weather' }) }],
      messages: [
        { role: 'system', content: 'be brief' },
        { role: 'user', content: 'what is here?', images: ['AAAA'] },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: calls.map(({ name, args }) => ({ function: { name, arguments: args } })),
        },
        { role: 'tool', content: '12 °C', tool_name: 'weather' },
        { role: 'tool', content: 'no such city', tool_name: 'weather' },
        { role: 'user', content: 'so?' },
      ],
    });
  });

  it('refuses an image by address', () => {
    expect(() =>
      ollamaBody([human([{ type: 'image_url', image_url: 'https://example.com/a.png' }])], {}),
    ).toThrow(expect.objectContaining({ code: 'bad_input' }) as Error);
  });
});

describe('openAIResponsesBody', () => {
  it('maps a talk with an image, calls and their answers', () => {
    expect(
      sent(
        openAIResponsesBody(talk, { model: 'm', max_tokens: 9, tools: [weather], tool_choice: 'weather' }),
      ),
    ).toEqual({
      model: 'm',
      stream: true,
      max_output_tokens: 9,
      tools: [expect.objectContaining({ type: 'function', name: 'weather', strict: false })],
      tool_choice: { type: 'function', name: 'weather' },
      input: [
        { role: 'system', content: 'be brief' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'what is here?' },
            { type: 'input_image', image_url: 'data:image/jpeg;base64,AAAA' },
          ],
        },
        { role: 'assistant', content: 'I look.' },
        { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Seoul"}' },
        { type: 'function_call', call_id: 'c2', name: 'weather', arguments: '{"city":"Paris"}' },
        { type: 'function_call_output', call_id: 'c1', output: '12 °C' },
        { type: 'function_call_output', call_id: 'c2', output: 'no such city' },
        { role: 'user', content: 'so?' },
      ],
    });
  });
});

/** What goes over the wire: undefined fields are not part of it. */
function sent(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body));
}
