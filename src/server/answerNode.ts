import type { EventRequest } from './EventRequest.ts';
import type { EventService } from './EventService.ts';
import type { NodeRequest } from './NodeRequest.ts';
import type { NodeResponse } from './NodeResponse.ts';
import { Refusal } from './Refusal.ts';
import { tooLarge } from './readInput.ts';

/** Answers a request of Node's `http`; ready when the head of the answer has been written. */
export async function answerNode(
  service: EventService,
  request: NodeRequest,
  response: NodeResponse,
  clientBuffer: number,
): Promise<void> {
  const { status, headers, body } = await service.answer(new NodeEventRequest(request, response));
  if (response.destroyed) {
    if (typeof body !== 'string') body.close();
    return;
  }
  if (typeof body === 'string') {
    // A body that was not read to its end is thrown away; the connection serves no other request.
    response.writeHead(status, status === 413 || status === 408 ? { ...headers, connection: 'close' } : { ...headers });
    response.end(body);
    request.resume();
    return;
  }
  response.on('drain', () => body.resume());
  response.on('close', () => body.close());
  response.writeHead(status, { ...headers });
  body.open({
    // `drain` comes only after a write that was told to wait.
    write: (text) => response.write(text) || response.writableLength < clientBuffer,
    end: () => response.end(),
    abort: () => response.destroy(),
  });
}

class NodeEventRequest implements EventRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly raw: NodeRequest;
  readonly #response: NodeResponse;

  constructor(request: NodeRequest, response: NodeResponse) {
    this.method = request.method ?? 'GET';
    this.url = request.url ?? '/';
    this.headers = headersOf(request);
    this.raw = request;
    this.#response = response;
  }

  isGone(): boolean {
    return this.#response.destroyed;
  }

  body(maxBytes: number, timeout: number): Promise<{ readonly text: string } | { readonly value: unknown }> {
    const { body } = this.raw;
    if (typeof body === 'string') return Promise.resolve({ text: body });
    if (body instanceof Uint8Array) return Promise.resolve({ text: new TextDecoder().decode(body) });
    return body === undefined ? this.#read(maxBytes, timeout) : Promise.resolve({ value: body });
  }

  #read(maxBytes: number, timeout: number): Promise<{ readonly text: string }> {
    const request = this.raw;
    return new Promise((resolve, reject) => {
      const decoder = new TextDecoder();
      let text = '';
      let size = 0;
      const settle = (result: string | Refusal): void => {
        clearTimeout(timer);
        request.off('data', take);
        request.off('end', end);
        this.#response.on('error', ignore);
        if (typeof result === 'string') resolve({ text: result });
        else reject(result);
      };
      const take = (bytes: Uint8Array): void => {
        size += bytes.length;
        text += decoder.decode(bytes, { stream: true });
        if (size > maxBytes) settle(tooLarge(maxBytes));
      };
      const end = (): void => settle(text + decoder.decode());
      const timer = setTimeout(
        () => settle(new Refusal(408, 'timeout', 'The body took too long.')),
        timeout,
      );
      request.on('data', take);
      request.on('end', end);
      request.on('error', () => settle(new Refusal(400, 'bad_request', 'The body was cut short.')));
      request.on('close', () => settle(new Refusal(400, 'bad_request', 'The body was cut short.')));
    });
  }
}

function ignore(): void {
  // The client has left; `close` says so too.
}

function headersOf({ headers }: NodeRequest): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // HTTP/2 has pseudo headers.
    if (value === undefined || name.startsWith(':')) continue;
    for (const one of typeof value === 'string' ? [value] : value) all.append(name, one);
  }
  return all;
}
