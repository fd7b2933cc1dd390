import type { Observable } from 'rxjs';
import { openaiCompatible } from '../../src/providers/openaiCompatible.ts';
import { wireServer } from '../providers/wireServer.ts';

export interface AbortFigures {
  readonly median: number;
  readonly p99: number;
}

/**
 * Milliseconds from unsubscribing, in the middle of a token, to the close of the connection as the server sees it.
 * Server and client share a process and its clock; each round is a request of its own over a real socket.
 */
export async function measureAbort(rounds = 300): Promise<AbortFigures> {
  const server = await wireServer();
  try {
    const frame = 'data: {"choices":[{"index":0,"delta":{"content":"x "}}]}\n\n';
    const cuts = Array.from({ length: 200 }, (_, index) => (index + 1) * frame.length);
    server.answer({ body: frame.repeat(201), cuts, interval: 1 });
    const model = openaiCompatible({ baseURL: server.baseURL, model: 'm' });
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const left = await leave(model.stream('hi'), 1 + (round % 7));
      const closed = await server.requests[round]?.closed;
      if (closed === undefined) throw new Error('The server saw no request.');
      times.push(closed - left);
    }
    times.sort((a, b) => a - b);
    return {
      median: times[Math.floor(times.length / 2)] ?? 0,
      p99: times[Math.floor(times.length * 0.99)] ?? 0,
    };
  } finally {
    await server.stop();
  }
}

/** Unsubscribes inside the n-th token; the time of that moment. */
function leave(stream: Observable<unknown>, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    const subscription = stream.subscribe({
      next: () => {
        seen += 1;
        if (seen < count) return;
        const left = performance.now();
        subscription.unsubscribe();
        resolve(left);
      },
      error: reject,
      complete: () => reject(new Error('The reply ended by itself.')),
    });
  });
}
