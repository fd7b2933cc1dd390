/** A step of a random chain, as data: it can be printed, shrunk and built as often as a property needs it. */
export type StepSpec =
  | {
      readonly op: 'lambda';
      readonly how: LambdaWay;
      readonly gives: Gives;
      readonly inner: readonly StepSpec[];
    }
  | ModelSpec
  | { readonly op: 'textModel'; readonly reply: number; readonly streams: boolean; readonly delay: Delay }
  | { readonly op: 'prompt' }
  | { readonly op: 'tool'; readonly gives: Gives }
  | { readonly op: 'retriever'; readonly delay: Delay }
  | { readonly op: 'string' | 'json' | 'list' | 'passthrough' }
  | { readonly op: 'plain' | 'operator'; readonly way: PlainWay; readonly n: number }
  | { readonly op: 'record' | 'assign'; readonly branches: readonly (readonly StepSpec[])[] }
  | { readonly op: 'pick'; readonly keys: number }
  | {
      readonly op: 'branch';
      readonly holds: readonly boolean[];
      readonly branches: readonly (readonly StepSpec[])[];
    }
  | { readonly op: 'each'; readonly inner: readonly StepSpec[]; readonly limit: number }
  | {
      readonly op: 'retry';
      readonly inner: readonly StepSpec[];
      readonly count: number;
      readonly delay: number;
    }
  | {
      readonly op: 'timeout';
      readonly inner: readonly StepSpec[];
      readonly first: Delay;
      readonly each: Delay;
      readonly total: Delay;
    }
  | { readonly op: 'fallbacks'; readonly branches: readonly (readonly StepSpec[])[] }
  | { readonly op: 'chain'; readonly inner: readonly StepSpec[]; readonly isNamed: boolean }
  | { readonly op: 'named'; readonly inner: StepSpec; readonly hears: boolean }
  | { readonly op: 'generator'; readonly way: 'each' | 'first' | 'none' | 'throw' }
  | { readonly op: 'promise'; readonly gives: Gives };

export interface ModelSpec {
  readonly op: 'model';
  readonly reply: number;
  /** Where the reply is cut; equal places make an empty chunk. */
  readonly cuts: readonly number[];
  readonly delay: Delay;
  /** The index of the chunk in whose place it fails. */
  readonly failAt: Delay;
  /** How many calls fail before one does not. */
  readonly flaky: number;
  readonly hasId: boolean;
  /** Whether it ever completes. */
  readonly ends: boolean;
}

/** Milliseconds of virtual time; `undefined`: at once, or no limit. */
export type Delay = number | undefined;
export type Gives = 'text' | 'list' | 'record' | 'number' | 'null';
export type LambdaWay = 'value' | 'observable' | 'delayed' | 'throw' | 'empty' | InnerWay;
/** How a function uses another runnable: returns it, streams it, invokes it, subscribes it and forgets it, in operators, later, shared, for several inputs. */
export type InnerWay =
  | 'runnable'
  | 'calls'
  | 'invokes'
  | 'forgets'
  | 'pipes'
  | 'later'
  | 'shares'
  | 'batches';
export type PlainWay =
  | 'map'
  | 'filter'
  | 'take'
  | 'bufferCount'
  | 'scan'
  | 'tap'
  | 'skip'
  | 'delay'
  | 'concatMap'
  | 'switchMap';
