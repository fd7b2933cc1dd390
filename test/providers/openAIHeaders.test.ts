import { inspect } from 'node:util';
import { from } from 'rxjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openaiCompatible } from '../../src/providers/openaiCompatible.ts';
import { openaiEmbeddings } from '../../src/providers/openaiEmbeddings.ts';
import { openaiResponses } from '../../src/providers/openaiResponses.ts';
import { collect } from './collect.ts';
import { type WireServer, wireServer } from './wireServer.ts';

let server: WireServer;
beforeAll(async () => {
  server = await wireServer();
});
afterAll(() => server.stop());

const who = { organization: 'org-canary-1', project: 'proj_canary_2' };
const told: unknown[] = [];
const config = { events: { next: (event: unknown) => told.push(event) } };

it.each([
  ['openaiCompatible', (options: object) => openaiCompatible(at(options)).stream('hi', config)],
  ['openaiResponses', (options: object) => openaiResponses(at(options)).stream('hi', config)],
  ['openaiEmbeddings', (options: object) => from(openaiEmbeddings(at(options)).embedQuery('hi'))],
])('%s sends organisation and project, and shows them nowhere', async (_, ask) => {
  told.length = 0;
  server.answer({ status: 400, body: `{"error":{"message":"no ${Object.values(who).join(' ')}"}}` });
  const { error } = await collect<unknown>(ask({ ...who, headers: { 'x-more': 'more' } }));
  expect(server.requests[0]?.headers).toMatchObject({
    'openai-organization': who.organization,
    'openai-project': who.project,
    'x-more': 'more',
  });
  expect(error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('no *** ***') });
  expect(inspect([error, told], { depth: 9, showHidden: true })).not.toContain('canary');
  await collect<unknown>(ask({ ...who, headers: { 'openai-project': 'another' } }));
  expect(server.requests[1]?.headers['openai-project']).toBe('another');
  await collect<unknown>(ask({}));
  expect(Object.keys(server.requests[2]?.headers ?? {})).not.toContain('openai-project');
  expect(Object.keys(server.requests[2]?.headers ?? {})).not.toContain('openai-organization');
});

function at(options: object): { baseURL: string; model: string } {
  return { baseURL: server.baseURL, model: 'm', ...options };
}
