import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What the server does with one request. */
export interface WireAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Offsets at which a byte is overwritten by one that no text holds. */
  readonly garble?: readonly number[];
  /** From where to where the body is sent twice. */
  readonly repeat?: readonly [number, number];
  /** Offsets at which the body is cut into writes of their own, or `bytes` for every byte. */
  readonly cuts?: readonly number[] | 'bytes';
  /** Milliseconds between two writes; without it a write follows when the one before has left. */
  readonly interval?: number;
  /** How many bytes are sent before `then`; default all. */
  readonly after?: number;
  /** What follows: the end of the body, silence, or a reset of the socket. `silent` sends not even a status. */
  readonly then?: 'end' | 'stall' | 'reset' | 'silent';
}

export interface WireRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Bytes of the body that were handed to the socket. */
  sent: number;
  /** Resolves with `performance.now()` when the connection of this request is closed, by whichever side. */
  readonly closed: Promise<number>;
}

export interface WireServer {
  readonly baseURL: string;
  readonly requests: readonly WireRequest[];
  /** Sockets that are open at this moment, and the most that ever were. */
  readonly openSockets: number;
  readonly peakSockets: number;
  /** The n-th request gets the n-th answer, further ones the last. */
  answer(...answers: readonly WireAnswer[]): void;
  /** Each request gets the answer that is chosen for its body. */
  answerBy(choose: (body: string) => WireAnswer): void;
  /** Resolves when that many requests have come. */
  asked(count: number): Promise<void>;
  /** Resolves when no request is being answered any more. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

/** A server on 127.0.0.1 that plays scripted bodies, faults included. The test stops it. */
export async function wireServer(): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const requests: WireRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let choose: (body: string) => WireAnswer = () => ({ status: 501 });
  let peakSockets = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const answer = choose(body);
      const { url = '', headers } = request;
      const closed = new Promise<number>((resolve) => {
        response.on('close', () => resolve(performance.now()));
      });
      const record: WireRequest = { url, headers, body, sent: 0, closed };
      requests.push(record);
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve();
      play(answer, response, record).catch(() => response.destroy());
    });
  });
  server.on('connection', (socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    peakSockets = Math.max(peakSockets, sockets.size);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    requests,
    get openSockets() {
      return sockets.size;
    },
    get peakSockets() {
      return peakSockets;
    },
    answer: (...answers) => {
      choose = () => answers[Math.min(requests.length, answers.length - 1)] ?? { status: 501 };
      requests.length = 0;
    },
    answerBy: (next) => {
      choose = next;
      requests.length = 0;
    },
    asked: (count) =>
      requests.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ count, resolve })),
    quiet: async () => {
      await Promise.all(requests.map((request) => request.closed));
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function play(answer: WireAnswer, response: ServerResponse, record: WireRequest): Promise<void> {
  const { status = 200, headers = {}, body = '', then = 'end', interval } = answer;
  if (then === 'silent') return;
  const whole = damaged(answer, Buffer.from(body as string));
  const bytes = whole.subarray(0, answer.after ?? whole.length);
  response.writeHead(status, { 'content-type': 'text/event-stream', ...headers });
  response.flushHeaders();
  for (const piece of pieces(bytes, answer.cuts)) {
    if (response.destroyed) return;
    await new Promise<void>((resolve) => response.write(piece, () => resolve()));
    record.sent += piece.length;
    await new Promise((resolve) =>
      interval === undefined ? setImmediate(resolve) : setTimeout(resolve, interval),
    );
  }
  if (then === 'end') response.end();
  if (then === 'reset') (response.socket as Socket | null)?.resetAndDestroy();
}

function damaged({ garble = [], repeat = [0, 0] }: WireAnswer, body: Buffer): Buffer {
  for (const [count, offset] of garble.entries()) body[offset] = count % 2 === 0 ? 0x00 : 0xff;
  return Buffer.concat([body.subarray(0, repeat[1]), body.subarray(repeat[0])]);
}

function pieces(bytes: Buffer, cuts: WireAnswer['cuts'] = []): readonly Buffer[] {
  const offsets = cuts === 'bytes' ? Array.from(bytes.keys()).slice(1) : cuts;
  return [0, ...offsets]
    .map((start, index) => bytes.subarray(start, offsets[index] ?? bytes.length))
    .filter((piece) => piece.length > 0);
}
