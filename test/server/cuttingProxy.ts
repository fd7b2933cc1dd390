import { request as httpRequest } from 'node:http';
import { type OpenServer, openServer } from './openServer.ts';

export interface CuttingProxy extends OpenServer {
  /** What each request was: method and Last-Event-ID. */
  readonly requests: readonly (readonly [method: string, lastEventId: string | undefined])[];
  /**
   * The n-th stream is broken off after that many bytes of its body; further ones are whole. `'head'` breaks before the status,
   * `'status'` answers 503 in its place, `'end'` sends that many bytes and ends as if that were all.
   */
  cut(...cuts: readonly Cut[]): void;
}

export type Cut = number | 'head' | 'status' | { readonly end: number };

/** A proxy between a client and a server that breaks connections where it is told to. */
export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const requests: [string, string | undefined][] = [];
  let cuts: Cut[] = [];
  const proxy = await openServer((request, response) => {
    const { method = '', headers } = request;
    requests.push([method, headers['last-event-id'] as string | undefined]);
    const cut = method === 'DELETE' ? undefined : cuts.shift();
    if (cut === 'status') {
      response.writeHead(503).end();
      request.resume();
      return;
    }
    const inner = httpRequest(
      new URL(request.url ?? '/', target),
      { method, headers, agent: false },
      (answer) => {
        if (cut === 'head') {
          response.destroy();
          answer.destroy();
          return;
        }
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        let left = typeof cut === 'object' ? cut.end : (cut ?? Number.POSITIVE_INFINITY);
        const stop = (): void => {
          answer.destroy();
          if (typeof cut === 'object') response.end();
          else response.destroy();
        };
        if (left === 0) response.flushHeaders();
        answer.on('data', (bytes: Buffer) => {
          const piece = bytes.subarray(0, left);
          left -= piece.length;
          if (left > 0) response.write(piece);
          else response.write(piece, stop);
        });
        answer.on('end', () => response.end());
        answer.on('error', () => response.destroy());
      },
    );
    inner.on('error', () => response.destroy());
    response.on('close', () => inner.destroy());
    request.pipe(inner);
  });
  return {
    ...proxy,
    requests,
    cut: (...all) => {
      cuts = [...all];
      requests.length = 0;
    },
  };
}
