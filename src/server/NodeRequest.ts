/** What is used of Node's `IncomingMessage`, and of what Express and others make of it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly destroyed?: boolean | undefined;
  /** What middleware has read the body as. */
  readonly body?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: Node types its listeners by the name of the event.
  on(event: string, listener: (...values: any[]) => void): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  off(event: string, listener: (...values: any[]) => void): unknown;
  resume(): unknown;
}
