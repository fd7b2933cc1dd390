import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixture } from '../providers/wireFixtures.ts';
import { type WireServer, wireServer } from '../providers/wireServer.ts';
import { goldenText } from './goldenText.ts';
import { runProgram } from './runProgram.ts';

const titles: Readonly<Record<string, string>> = {
  '1.1-tokens': '1.1 The tokens of a model',
  '1.2-chain': '1.2 Prompt, model, parser',
  '1.3-json': '1.3 JSON as it grows',
  '1.4-barrier': '1.4 A function over the whole input stops the stream',
  '1.5-generator': '1.5 A generator and an operator keep it',
  '1.6-retrieval': '1.6 A retriever, and the retrieval chain',
  '2.3-modelEvents': '2.3 The events of a model',
  '2.4-chainEvents': '2.4 The events of a chain',
  '2.5-filters': '2.5 Filters',
  '2.6-nonStreamingTail': '2.6 A step that does not stream hides nothing inside',
  '2.7-handingOn': '2.7 Runs inside tools and functions',
  '2.8-logStream': '2.8 The log stream',
};

describe('npm start', { timeout: 60_000 }, () => {
  it('prints the whole guide as plain text into a pipe', async () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(scripts.start).toBe('node examples/index.ts');
    const { code, stdout, stderr } = await runProgram('index');
    const sections = Object.entries(titles).map(([name, title]) => `# ${title}\n${goldenText(name)}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(sections.join('\n'));
  });

  it('runs one section alone, with colour where it is asked for', async () => {
    const plain = await runProgram('1.1-tokens');
    expect(plain).toEqual({ code: 0, stdout: goldenText('1.1-tokens'), stderr: '' });
    const { stdout } = await runProgram('1.1-tokens', { FORCE_COLOR: '1' });
    expect(stdout).not.toBe(plain.stdout);
    expect(stripVTControlCharacters(stdout)).toBe(plain.stdout);
  });
});

describe('a provider', { timeout: 60_000 }, () => {
  let server: WireServer;
  beforeEach(async () => {
    server = await wireServer();
  });
  afterEach(() => server.stop());

  it('replies in place of the script where OPENAI_BASE_URL is set, without a key', async () => {
    server.answer({ body: fixture('openai-chat-text.sse'), cuts: 'bytes' });
    const result = await runProgram('1.2-chain', { OPENAI_BASE_URL: server.baseURL, OPENAI_MODEL: 'text' });
    // The finish reason and the usage come in chunks without text.
    expect(result).toEqual({ code: 0, stdout: 'The |sky |is |blue|.|||\n', stderr: '' });
    expect(server.requests).toHaveLength(1);
    const [{ url, headers, body }] = server.requests as [WireServer['requests'][number]];
    expect(url).toBe('/v1/chat/completions');
    expect(headers.authorization).toBeUndefined();
    expect(JSON.parse(body)).toMatchObject({
      model: 'text',
      messages: [{ role: 'user', content: 'tell me a joke about parrot' }],
    });
  });

  it('is given OPENAI_API_KEY', async () => {
    server.answer({ body: fixture('openai-chat-text.sse') });
    await runProgram('1.2-chain', { OPENAI_BASE_URL: server.baseURL, OPENAI_API_KEY: 'secret' });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret');
  });

  it.each([
    ['a status', { status: 401, body: '{"error":{"message":"wrong key","code":"invalid_api_key"}}' }, ''],
    ['an error frame', { body: fixture('openai-chat-error.sse') }, 'The |sky |\n'],
    ['a reply that is cut short', { body: fixture('openai-chat-truncated.sse') }, 'The |sky |\n'],
  ])('ends the program with one line and exit code 1 on %s', async (_, answer, shown) => {
    server.answer(answer);
    const { code, stdout, stderr } = await runProgram('1.2-chain', { OPENAI_BASE_URL: server.baseURL });
    expect({ code, stdout }).toEqual({ code: 1, stdout: shown });
    expect(stderr).toMatch(/^The example failed: .+\n$/);
  });

  it('ends the program in the same way when nobody listens', async () => {
    const { baseURL } = server;
    await server.stop();
    const { code, stdout, stderr } = await runProgram('1.2-chain', { OPENAI_BASE_URL: baseURL });
    server = await wireServer();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The example failed: .+\n$/);
  });
});
