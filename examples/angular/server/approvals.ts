import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AgentOptions } from 'rxchain';
import { Observable, type Subscriber } from 'rxjs';
import { z } from 'zod';

const answer = z.object({ call: z.string(), approved: z.boolean(), reason: z.string().max(500).optional() });
type Answer = z.infer<typeof answer>;

const waiting = new Map<string, Subscriber<Answer>>();

/** Calls that wait for a person: the agent asks, and `POST /api/approve?run=<id>` answers. Only who knows the id of the run can. */
export const approvals = {
  ask: (({ call }, { metadata }) =>
    new Observable<Answer>((subscriber) => {
      const key = `${String(metadata?.run)} ${call.id}`;
      waiting.set(key, subscriber);
      return () => waiting.delete(key);
    })) satisfies NonNullable<AgentOptions['approve']>,

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.statusCode = await statusOf(request).catch(() => 400);
    response.end();
  },
};

async function statusOf(request: IncomingMessage): Promise<number> {
  if (request.method !== 'POST') return 405;
  // A form of a foreign page cannot send this type.
  if (request.headers['content-type'] !== 'application/json') return 415;
  if (!(Number(request.headers['content-length']) <= 4_096)) return 413;
  const { call, ...decision } = answer.parse(JSON.parse(await text(request)));
  const run = new URL(request.url ?? '/', 'http://localhost').searchParams.get('run');
  const asked = waiting.get(`${run} ${call}`);
  if (asked === undefined) return 404;
  asked.next({ call, ...decision });
  return 204;
}
