/** A value of a golden file: JSON with `$type` and `$any` marks. */
export type Golden = unknown;

export interface GoldenEvent {
  readonly event: string;
  readonly name: string;
  readonly run_id: string;
  readonly parent_ids: readonly string[];
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, Golden>>;
  readonly data: Golden;
}

export interface GoldenError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
}

export interface ModelScript {
  readonly name: string;
  readonly chunks: readonly (string | Readonly<Record<string, unknown>>)[];
  readonly messageId?: string;
  readonly failAt?: number;
  readonly failWith?: string;
  readonly delayMs?: number;
  readonly type?: 'llm';
  readonly reportsTokens?: boolean;
}

/** What one call must tell and give. */
export interface EventCase {
  readonly input: unknown;
  readonly filters?: Readonly<Record<string, readonly string[]>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly compare: 'exact' | 'per-run';
  readonly events: readonly GoldenEvent[];
  readonly eventsError?: GoldenError;
  readonly streamed?: readonly Golden[];
  readonly streamError?: GoldenError;
  readonly invoke?: Golden;
  readonly invokeError?: GoldenError;
}

/** A file of `test/golden/events`. */
export interface EventScenario extends EventCase {
  readonly name: string;
  readonly words: string;
  readonly ts: string;
  readonly note?: string;
  readonly model?: ModelScript | Readonly<Record<string, ModelScript>>;
  readonly cases?: readonly (Partial<EventCase> & { readonly name?: string })[];
}
