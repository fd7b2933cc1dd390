import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveEvents } from 'rxchain/server';
import { approvals } from './server/approvals.ts';
import { chat, chatInput } from './server/chat.ts';
import { chooseModels } from './server/chooseModels.ts';
import { countries, countriesInput } from './server/countries.ts';
import { serveCalls } from './server/modelCalls.ts';
import { served } from './server/served.ts';
import { serveFiles } from './server/serveFiles.ts';
import { travelAgent, travelInput } from './server/travelAgent.ts';

const { model, agentModel } = chooseModels();
const routes: Readonly<Record<string, RequestListener>> = {
  '/api/chat': serveEvents(chat(model), { input: chatInput, ...served }),
  '/api/countries': serveEvents(countries(model), { input: countriesInput, ...served }),
  '/api/agent': serveEvents(travelAgent(agentModel, approvals.ask), { input: travelInput, ...served }),
  '/api/approve': approvals.answer,
  '/api/calls': serveCalls,
};

const server = createServer((request, response) => {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  (routes[path] ?? serveFiles)(request, response);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
