/*
 * 500 clients of one server process, each with a run of its own, and beside them clients that never read. Measured are the
 * server's heap, whether each client gets every event, and how many runs are alive after a fifth of the connections was killed.
 * The clients are processes of their own: `server.ts clients <url> <count>` reads streams to their end, `kill` breaks some off.
 */
import { spawn } from 'node:child_process';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { concatMap, from, map, timer } from 'rxjs';
import { z } from 'zod';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import { chatModel } from '../../src/models/chatModel.ts';
import { stringParser } from '../../src/parsers/stringParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { memoryEventLog } from '../../src/server/memoryEventLog.ts';
import { serveEvents } from '../../src/server/serveEvents.ts';

const clients = 500;
const deafClients = 20;
const tokens = 60;
const interval = 25;
const rounds = 6;
const logCharacters = 16 * 1024 * 1024;
const clientBuffer = 64 * 1024;
const body = '{"input":"go"}';
const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

const [, , role, ...values] = process.argv;
if (role === 'clients') await readStreams(values[0]!, Number(values[1]));
else if (role === 'kill') await breakStreams(values[0]!, Number(values[1]), Number(values[2]));
else await measure();

async function measure(): Promise<void> {
  const steady = await server(interval);
  const failures: string[] = [];
  const gate = (name: string, value: number, limit: number, unit: string): void => {
    const isBeyond = !(value <= limit);
    console.log(`${isBeyond ? 'FAIL' : '  ok'}  ${name}: ${value} ${unit} (at most ${limit})`);
    if (isBeyond) failures.push(name);
  };

  // The log keeps ended runs up to its bound and drops whole ones beyond it, so that the heap goes up and down below that. What is kept
  // of a round otherwise adds up, and goes beyond it.
  const idle = await heap();
  const heaps: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { missing, ms } = JSON.parse(await child('clients', steady.url, String(clients))) as Reading;
    times.push(ms);
    gate(`round ${round + 1}: events that a client lacks or has twice`, missing, 0, 'events');
    heaps.push(await heap());
    console.log(
      `      ${clients} streams of ${tokens} tokens in ${ms} ms, heap ${heaps.at(-1)} MB, ${steady.handler.openRuns} runs`,
    );
  }
  gate('runs and clients that are left', steady.handler.openRuns + steady.handler.openClients, 0, 'open');
  gate(
    'heap above that of the idle server, in any round',
    round(Math.max(...heaps) - idle),
    round(logCharacters / 1024 / 1024 + 3),
    'MB',
  );

  // Clients that never read, on runs of 400 KB a second each, beside 500 that do.
  const flood = await server(1, 'x'.repeat(2_000));
  const before = Math.max(...heaps, await heap());
  const deaf = Array.from({ length: deafClients }, () => {
    const socket = connect(flood.port, '127.0.0.1', () => socket.write(head));
    socket.on('error', () => undefined);
    return socket.pause();
  });
  const { missing, ms } = JSON.parse(await child('clients', steady.url, String(clients))) as Reading;
  gate('with deaf clients beside them: events that a client lacks or has twice', missing, 0, 'events');
  gate('with deaf clients beside them: time', ms, Math.max(...times) * 1.5 + 500, 'ms');
  const bound = (logCharacters + deafClients * clientBuffer) / 1024 / 1024;
  gate(
    `heap that ${deafClients} deaf clients take`,
    round((await heap()) - before),
    round(bound * 1.25),
    'MB',
  );
  for (const socket of deaf) socket.destroy();
  await wait(1_000);
  gate('runs of deaf clients a second after their sockets closed', flood.handler.openRuns, 0, 'runs');

  // A fifth of the connections dies in the middle.
  const long = await server(200);
  const kept = child('kill', long.url, String(clients), String(clients / 5));
  await until(() => long.handler.openRuns === clients);
  await until(() => long.handler.openRuns < clients);
  await wait(1_000);
  gate(
    'runs without a client a second after a fifth of the connections was killed',
    long.handler.openRuns - clients * 0.8,
    0,
    'runs',
  );
  gate('the others cut off', clients * 0.8 - long.handler.openClients, 0, 'clients');
  long.handler.close();
  await kept;
  gate('runs after the end', long.handler.openRuns, 0, 'runs');

  // The same where runs wait for their clients: all of them can be resumed.
  const patient = await server(200, 'x', 'continue');
  const broken = child('kill', patient.url, String(clients), String(clients / 5));
  await until(() => patient.handler.openClients === clients);
  await until(() => patient.handler.openClients <= clients * 0.8);
  gate('runs lost with their connection where they may go on', clients - patient.handler.openRuns, 0, 'runs');
  patient.handler.close();
  await broken;

  for (const { stop } of [steady, flood, long, patient]) stop();
  process.exitCode = failures.length > 0 ? 1 : 0;
}

async function server(chunkDelay: number, text = 'token ', whenLeft: 'cancel' | 'continue' = 'cancel') {
  const count = text.length > 10 ? 1_000_000 : tokens;
  const model = chatModel({
    name: 'Scripted',
    stream: () =>
      text.length > 10
        ? timer(0, chunkDelay).pipe(map(() => aiChunk(text)))
        : from(Array.from({ length: count }, (_, at) => aiChunk(`${text}${at} `))).pipe(
            concatMap((chunk) => timer(chunkDelay).pipe(map(() => chunk))),
          ),
  });
  const handler = serveEvents(chain(model, stringParser()), {
    input: z.string(),
    whenLeft,
    clientBuffer,
    log: memoryEventLog({ characters: logCharacters, keep: 500 }),
  });
  const http = createServer(handler);
  await new Promise<void>((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog: 1_000 }, resolve));
  const { port } = http.address() as AddressInfo;
  const stop = (): void => {
    handler.close();
    http.close();
    http.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, port, handler, stop };
}

interface Reading {
  /** How many ids are missing from a stream, or stand where another should. */
  readonly missing: number;
  readonly ms: number;
}

async function readStreams(url: string, count: number): Promise<void> {
  const start = performance.now();
  const missing = await Promise.all(Array.from({ length: count }, () => stream(url)));
  const reading: Reading = {
    missing: missing.reduce((sum, one) => sum + one, 0),
    ms: Math.round(performance.now() - start),
  };
  process.stdout.write(JSON.stringify(reading));
}

function stream(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => {
          text += piece;
        });
        answer.on('error', reject);
        answer.on('end', () => {
          const ids = [...text.matchAll(/^id: \w[\w-]*:(\d+)$/gm)].map(([, id]) => Number(id));
          const wrong = ids.filter((id, at) => id !== at + 1).length;
          const chunks = [...text.matchAll(/"chunk":"token (\d+) "/g)].map(([, at]) => Number(at));
          const isWhole = text.endsWith('\n\n') && text.includes('event: end');
          const lost = Array.from({ length: tokens }, (_, at) => at).filter(
            (at, index) => chunks[index] !== at,
          ).length;
          resolve(wrong + lost + (isWhole ? 0 : 1));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Opens streams, breaks some of them off when all of them have begun, and waits for the others. */
async function breakStreams(url: string, count: number, broken: number): Promise<void> {
  const { hostname, port } = new URL(url);
  let open = 0;
  const ends: Promise<void>[] = [];
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(Number(port), hostname, () => socket.write(head));
    let hasBegun = false;
    socket.on('data', () => {
      if (!hasBegun) open++;
      hasBegun = true;
    });
    socket.on('error', () => undefined);
    ends.push(new Promise((resolve) => socket.on('close', () => resolve())));
    return socket;
  });
  await until(() => open === count);
  await wait(300);
  for (const socket of sockets.slice(0, broken)) socket.resetAndDestroy();
  await wait(3_000);
  for (const socket of sockets) socket.end();
  await Promise.all(ends);
}

function child(...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    process_.stdout.on('data', (piece: Buffer) => {
      output += piece.toString();
    });
    process_.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${args[0]} ended with ${code}`)),
    );
  });
}

/** What the heap holds after its garbage is gone, in MB. */
async function heap(): Promise<number> {
  await wait(700);
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  return round(process.memoryUsage().heapUsed / 1024 / 1024);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function until(check: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !check(); await wait(10)) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${check}`);
  }
}
