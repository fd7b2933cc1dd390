/** One change of a run log: a JSON Patch operation. Values are handed on as they are, never copied or revived. */
export interface RunLogChange {
  readonly op: 'add' | 'replace';
  /** A JSON Pointer: `''`, `/streamed_output/-`, `/logs/model/end_time`, … */
  readonly path: string;
  readonly value: unknown;
}

/** What one event changes in a run log, as a JSON Patch. */
export type RunLogPatch = readonly RunLogChange[];
