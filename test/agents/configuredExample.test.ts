import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { lastValueFrom, scan, take } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { twoCities } from '../../examples/agent.ts';
import { chooseModel } from '../../examples/chooseModel.ts';
import { type WireServer, wireServer } from '../providers/wireServer.ts';

// The example on a provider of its own: a server that speaks OpenAI's wire, and asks for all of its tools.
describe('examples/agent.ts on a configured provider', () => {
  let server: WireServer;
  beforeAll(async () => {
    server = await wireServer();
  });
  afterEach(() => server.quiet());
  afterAll(() => server.stop());

  const env = () => ({ OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'sk-secret-1', OPENAI_MODEL: 'm' });

  it('runs as a program, with two tools and a retriever', async () => {
    server.answer({ body: asking, cuts: 'bytes' }, { body: adding }, { body: answering });
    const { code, output } = await run(env());
    expect(code).toBe(0);
    expect(output.split('\n').sort()).toEqual(
      [
        'Let| me| look.|',
        '> population {"city":"Oslo"}',
        '> population {"city":"Bergen"}',
        '> search_notes {"input":"Bergen"}',
        '< population 709037',
        '< population 291940',
        '< search_notes Bergen is known for its rain and its wooden houses at the harbour.',
        '> add {"a":709037,"b":291940}',
        '< add 1000977',
        'Together| 1000977| people.|',
        '',
      ].sort(),
    );
    const bodies = server.requests.map(({ body }) => JSON.parse(body));
    expect(bodies).toHaveLength(3);
    expect(server.requests[0]).toMatchObject({
      url: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-secret-1' },
    });
    expect(bodies[0]).toMatchObject({
      model: 'm',
      messages: [{ role: 'system' }, { role: 'user' }],
      tools: [
        { function: { name: 'population', parameters: { properties: { city: { type: 'string' } } } } },
        { function: { name: 'add' } },
        { function: { name: 'search_notes', parameters: { properties: { input: { type: 'string' } } } } },
      ],
    });
    const told = bodies[2].messages.filter(({ role }: { role: string }) => role === 'tool');
    expect(told.map(({ tool_call_id }: { tool_call_id: string }) => tool_call_id)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('says in one line what is wrong with the provider', async () => {
    server.answer({ status: 401, body: '{"error":{"message":"no such key sk-secret-1"}}' });
    const { code, errors } = await run(env());
    expect(code).toBe(1);
    expect(errors).toMatch(/^The example failed: openaiCompatible: HTTP 401: no such key \*\*\*.*\n$/);
  });

  it('stopped in the middle of a reply, it leaves nothing running', async () => {
    server.answer({ body: answering, after: answering.length / 2, then: 'stall' });
    expect(await lastValueFrom(twoCities(chooseModel(env())).pipe(take(1)))).toBe('Together|');
    await server.quiet();
    expect(server.requests).toHaveLength(1);
  });

  it('stopped between a tool and the next reply, it asks no more', async () => {
    server.answer({ body: asking }, { then: 'stall' }, { body: answering });
    const pieces = twoCities(chooseModel(env())).pipe(scan((all, piece) => all + piece, ''));
    const seen: string[] = [];
    const running = pieces.subscribe((text) => seen.push(text));
    await server.asked(2);
    running.unsubscribe();
    await server.quiet();
    await expect.poll(() => server.openSockets).toBe(0);
    expect(server.requests).toHaveLength(2);
    expect(seen.at(-1)).toContain('< population 709037');
  });
});

const asking = reply(
  { content: 'Let' },
  { content: ' me' },
  { content: ' look.' },
  { tool_calls: [call(0, 'a', 'population', '{"city":'), call(1, 'b', 'population', '{"city":"Ber')] },
  { tool_calls: [call(0, undefined, undefined, '"Oslo"}'), call(1, undefined, undefined, 'gen"}')] },
  { tool_calls: [call(2, 'c', 'search_notes', '{"input":"Bergen"}')] },
);
const adding = reply({ tool_calls: [call(0, 'd', 'add', '{"a":709037,"b":291940}')] });
const answering = reply({ content: 'Together' }, { content: ' 1000977' }, { content: ' people.' });

function call(index: number, id: string | undefined, name: string | undefined, args: string): object {
  return { index, id, type: 'function', function: { name, arguments: args } };
}

function reply(...deltas: readonly object[]): string {
  const finish_reason = JSON.stringify(deltas).includes('tool_calls') ? 'tool_calls' : 'stop';
  const frames = [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta, finish_reason: null }] })),
    { choices: [{ index: 0, delta: {}, finish_reason }] },
  ];
  return `${frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join('')}data: [DONE]\n\n`;
}

function run(env: object): Promise<{ code: number | null; output: string; errors: string }> {
  return new Promise((resolve) => {
    const file = fileURLToPath(new URL('../../examples/agent.ts', import.meta.url));
    const child = spawn(process.execPath, [file], { env: { ...process.env, ...env }, timeout: 60_000 });
    let output = '';
    let errors = '';
    child.stdout.on('data', (text) => {
      output += String(text);
    });
    child.stderr.on('data', (text) => {
      errors += String(text);
    });
    child.on('close', (code) => resolve({ code, output, errors }));
  });
}
