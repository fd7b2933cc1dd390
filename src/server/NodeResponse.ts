/** What is used of Node's `ServerResponse`. */
export interface NodeResponse {
  readonly destroyed: boolean;
  readonly writableLength: number;
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(text: string, written: () => void): unknown;
  end(text?: string): unknown;
  destroy(): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: Node types its listeners by the name of the event.
  on(event: string, listener: (...values: any[]) => void): unknown;
}
