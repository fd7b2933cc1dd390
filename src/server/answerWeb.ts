import { Observable } from 'rxjs';
import type { EventRequest } from './EventRequest.ts';
import type { EventService } from './EventService.ts';
import type { EventStream } from './EventStream.ts';
import { readText } from './readText.ts';

/** Answers a web `Request`. */
export async function answerWeb(
  service: EventService,
  request: Request,
  clientBuffer: number,
): Promise<Response> {
  const { status, headers, body } = await service.answer(new WebEventRequest(request));
  const content =
    typeof body === 'string' ? (status === 204 ? null : body) : streamOf(body, request, clientBuffer);
  return new Response(content, { status, headers });
}

function streamOf(
  stream: EventStream,
  { signal }: Request,
  clientBuffer: number,
): ReadableStream<Uint8Array> {
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
    return { text: await readText(bodyOf(this.raw), maxBytes, timeout) };
  }
}

function bodyOf({ body }: Request): Observable<Uint8Array> {
  return new Observable((subscriber) => {
    const reader = body?.getReader();
    const read = async (): Promise<void> => {
      for (;;) {
        const { done = true, value } = (await reader?.read()) ?? {};
        if (done) break;
        if (value !== undefined) subscriber.next(value);
      }
    };
    read().then(
      () => subscriber.complete(),
      (error) => subscriber.error(error),
    );
    return () => {
      reader?.cancel().catch(() => undefined);
    };
  });
}
