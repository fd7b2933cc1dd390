import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface OpenServer {
  readonly url: string;
  readonly port: number;
  /** Connections that are open at this moment. */
  readonly sockets: ReadonlySet<Socket>;
  stop(): Promise<void>;
}

/** A server on 127.0.0.1, on a port that the system gives. The test stops it. */
export async function openServer(listener: RequestListener): Promise<OpenServer> {
  const sockets = new Set<Socket>();
  const server = createServer(listener);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    sockets,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request with headers that `fetch` would not send. */
export function ask(
  url: string,
  method: string,
  headers: Record<string, string> = {},
  body?: string | Uint8Array,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** A connection that sends what it is told and never reads. */
export function deafClient(port: number, head: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.pause();
      socket.write(head, () => resolve(socket));
    });
    socket.on('error', reject);
  });
}
