/** What is known of one run inside the logged one. */
export interface RunLogEntry {
  readonly id: string;
  readonly name: string;
  /** The run type; a chat model counts as `llm` here. */
  readonly type: string;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** ISO 8601, by the RxJS clock. */
  readonly start_time: string;
  readonly streamed_output: readonly unknown[];
  /** The texts of a model's tokens. */
  readonly streamed_output_str: readonly string[];
  readonly final_output: unknown;
  /** `null` while the run goes on. */
  readonly end_time: string | null;
}

/** A run and what ran inside it, as it has come so far: what the patches of `toRunLog` add up to. */
export interface RunLogState {
  readonly id: string;
  readonly streamed_output: readonly unknown[];
  /** `null` until the run has ended. */
  readonly final_output: unknown;
  /** The runs inside, by name; a second run of a name is `name:2`. */
  readonly logs: Readonly<Record<string, RunLogEntry>>;
  readonly name: string;
  readonly type: string;
}
