import { readFileSync } from 'node:fs';
import { ChatOpenAI } from '@langchain/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { fromLangChain } from './src/langchain/index.ts';
import { fromAiSdk } from './src/ai-sdk/index.ts';
import { wireServer } from './test/providers/wireServer.ts';
console.error = () => {};
let unhandled = 0; process.on('unhandledRejection', (e) => { unhandled++; });
const server = await wireServer();
const body = readFileSync('test/golden/wire/openai-chat-text.sse');
const make: any = {
  ai: () => fromAiSdk(createOpenAICompatible({ name: 'l', baseURL: server.baseURL, includeUsage: true })('m')),
  lc: () => fromLangChain(new ChatOpenAI({ model: 'm', apiKey: 'k', maxRetries: 0, configuration: { baseURL: server.baseURL } })),
};
for (const kind of ['ai', 'lc']) {
  const N = 300;
  const answers = Array.from({ length: N }, (_, i) => i % 5 === 0 ? { body, after: Math.floor(Math.random() * body.length), then: (['end', 'reset', 'stall'] as const)[i % 3] } : { body, cuts: [50, 120, 300], interval: 5 });
  server.answer(...answers);
  let ok = 0, typed = 0, bad = 0, aborted = 0; const t0 = performance.now();
  await Promise.all(Array.from({ length: N }, (_, i) => new Promise<void>((done) => {
    let text = '';
    const sub = make[kind]().withOptions({}).stream('hi').subscribe({ next: (c: any) => { text += c.content; }, error: (e: any) => { e.code ? typed++ : (bad++, console.log('BAD', e)); done(); }, complete: () => { text === 'The sky is blue.' ? ok++ : (bad++, console.log('WRONG', text)); done(); } });
    setTimeout(() => { if (!sub.closed) { aborted++; sub.unsubscribe(); done(); } }, 12000);
  })));
  await new Promise((r) => setTimeout(r, 200));
  let open = 0; for (const r of server.requests) { const s = await Promise.race([r.closed.then(() => 0), new Promise((x) => setTimeout(x, 0, 1))]); open += s as number; }
  console.log(kind, { ok, typed, bad, aborted, unhandled, open, ms: Math.round(performance.now() - t0) });
}
await server.stop();
