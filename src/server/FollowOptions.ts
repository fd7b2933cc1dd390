type HeaderRecord = Readonly<Record<string, string>>;

/** How a run on a server is reached. */
export interface ConnectOptions {
  /** Sent with every request; a function is asked each time, for a token that changes. */
  readonly headers?: HeaderRecord | (() => HeaderRecord | PromiseLike<HeaderRecord>) | undefined;
  /** Whether cookies go to another origin: `'include'`. */
  readonly credentials?: RequestCredentials | undefined;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How often in a row it connects again before it gives up (default 5); an event that comes sets the count back. */
  readonly count?: number | undefined;
  /** Milliseconds before the n-th of these tries (default: 500, doubled each time up to 30,000, up to half of it taken off at random). */
  readonly delay?: number | ((count: number) => number) | undefined;
  /** For how many milliseconds the server may be silent, heartbeats included (default 45,000); then it connects again. */
  readonly idle?: number | undefined;
  /** What unsubscribing means: the run is cancelled, or it goes on without us. Default: who started it cancels it. */
  readonly leave?: 'cancel' | 'detach' | undefined;
}

/** With `input` a run is started, under `runId` if that is given; with `runId` alone one is followed from its beginning. */
export type FollowOptions<In = unknown> = ConnectOptions &
  (
    | { readonly input: In; readonly runId?: string | undefined }
    | { readonly input?: undefined; readonly runId: string }
  );
