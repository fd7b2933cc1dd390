import { Observable } from 'rxjs';
import type { EventRequest } from './EventRequest.ts';
import type { EventService } from './EventService.ts';
import type { NodeRequest } from './NodeRequest.ts';
import type { NodeResponse } from './NodeResponse.ts';
import { Refusal } from './Refusal.ts';
import { readText } from './readText.ts';

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
    response.writeHead(
      status,
      status === 413 || status === 408 ? { ...headers, connection: 'close' } : { ...headers },
    );
    response.end(body);
    request.resume();
    return;
  }
  const written = (): void => {
    if (response.writableLength <= clientBuffer / 2) body.resume();
  };
  response.on('close', () => body.close());
  response.writeHead(status, { ...headers });
  body.open({
    write: (text) => {
      response.write(text, written);
      return response.writableLength < clientBuffer;
    },
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
    if (body !== undefined) return Promise.resolve({ value: body });
    return readText(bytesOf(this.raw), maxBytes, timeout).then((text) => ({ text }));
  }
}

/** A body that ends before it is whole is an error. */
function bytesOf(request: NodeRequest): Observable<Uint8Array> {
  return new Observable((subscriber) => {
    const take = (bytes: Uint8Array): void => subscriber.next(bytes);
    const end = (): void => subscriber.complete();
    const cut = (): void => subscriber.error(new Refusal(400, 'bad_request', 'The body was cut short.'));
    if (request.destroyed === true) cut();
    const listeners = { data: take, end, error: cut, close: cut };
    for (const [event, listener] of Object.entries(listeners)) request.on(event, listener);
    return () => {
      for (const [event, listener] of Object.entries(listeners)) request.off(event, listener);
    };
  });
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
