import { filter, firstValueFrom, from, race, timer } from 'rxjs';
import type { EventRequest } from './EventRequest.ts';
import type { EventService } from './EventService.ts';
import type { EventStream } from './EventStream.ts';
import { Refusal } from './Refusal.ts';
import { tooLarge } from './readInput.ts';

/** Answers a web `Request`. */
export async function answerWeb(service: EventService, request: Request, clientBuffer: number): Promise<Response> {
  const { status, headers, body } = await service.answer(new WebEventRequest(request));
  const content = typeof body === 'string' ? (status === 204 ? null : body) : bytesOf(body, request, clientBuffer);
  return new Response(content, { status, headers });
}

function bytesOf(stream: EventStream, { signal }: Request, clientBuffer: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const leave = (): void => stream.close();
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) =>
        stream.open({
          write: (text) => {
            controller.enqueue(encoder.encode(text));
            return (controller.desiredSize ?? 0) > 0;
          },
          end: () => controller.close(),
          abort: () => controller.error(new Error('The client takes nothing.')),
        }),
      pull: () => stream.resume(),
      cancel: leave,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: clientBuffer }),
  );
}

class WebEventRequest implements EventRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly raw: Request;

  constructor(request: Request) {
    this.method = request.method;
    this.url = request.url;
    this.headers = request.headers;
    this.raw = request;
  }

  isGone(): boolean {
    return this.raw.signal.aborted;
  }

  async body(maxBytes: number, timeout: number): Promise<{ readonly text: string }> {
    const reader = this.raw.body?.getReader();
    if (reader === undefined) return { text: '' };
    const decoder = new TextDecoder();
    const late = timer(timeout).pipe(filter(() => false))
    let text = '';
    let size = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return { text: text + decoder.decode() };
        size += value.length;
        if (size > maxBytes) throw tooLarge(maxBytes);
        text += decoder.decode(value, { stream: true });
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
  }
}
