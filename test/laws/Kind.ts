import { addChunks } from '../../operators/addChunks.ts';
import { wholeMessage } from '../../operators/wholeMessage.ts';
import { isMessage } from '../../src/messages/isMessage.ts';
import type { Gives, StepSpec } from './ChainSpec.ts';

/**
 * How the chunks of a stream join, told from the spec alone: `text` and `message` for what parsers read, `value` where the
 * value decides, `snapshot` where the last one stands, a record key by key, `unknown` where it depends on what fails.
 */
export type Kind = 'text' | 'message' | 'value' | 'snapshot' | 'unknown' | RecordKind;

export interface RecordKind {
  readonly keys: Readonly<Record<string, Kind>>;
}

/** The kind of what comes out of the steps. */
export function kindOf(specs: readonly StepSpec[], input: Kind): Kind {
  return specs.reduce((kind, spec) => kindOfStep(spec, kind), input);
}

function kindOfStep(spec: StepSpec, input: Kind): Kind {
  switch (spec.op) {
    case 'lambda':
      return kindOfLambda(spec, input);
    case 'model':
      return 'message';
    case 'textModel':
    case 'string':
    case 'generator':
      return 'text';
    case 'json':
      return 'snapshot';
    case 'plain':
    case 'operator':
      if (['map', 'scan'].includes(spec.way))
        return spec.op === 'plain' && input === 'snapshot' ? input : 'text';
      if (spec.way === 'bufferCount') return spec.op === 'plain' && input === 'snapshot' ? input : 'value';
      if (input === 'text' || input === 'message' || (spec.op === 'plain' && input === 'snapshot'))
        return input;
      return input === 'unknown' ? input : 'value';
    case 'record':
      return { keys: keysOf(spec.branches, input) };
    case 'assign':
      return { keys: keysOf(spec.branches, 'value') };
    case 'passthrough':
      return input;
    case 'branch': {
      const choice = spec.branches.slice(1).findIndex((_, i) => spec.holds[i] ?? false);
      return kindOf(spec.branches[choice + 1]!, whole(input));
    }
    case 'retry':
      return kindOf(spec.inner, spec.count === 0 ? input : whole(input));
    case 'timeout':
    case 'chain':
      return kindOf(spec.inner, input);
    case 'named':
      return kindOfStep(spec.inner, input);
    case 'fallbacks': {
      const kinds = spec.branches.map((steps) => kindOf(steps, whole(input)));
      return kinds.every((kind) => JSON.stringify(kind) === JSON.stringify(kinds[0])) ? kinds[0]! : 'unknown';
    }
    case 'tool':
    case 'promise':
      return kindGiven(spec.gives);
    default:
      return 'value';
  }
}

function kindOfLambda({ how, gives, inner }: StepSpec & { readonly op: 'lambda' }, input: Kind): Kind {
  const kind = kindOf(inner, whole(input));
  switch (how) {
    case 'runnable':
    case 'calls':
      return kind;
    case 'invokes':
      return whole(kind);
    case 'pipes':
    case 'later':
      return behindOperator(kind);
    case 'forgets':
      return 'text';
    case 'shares':
      return 'unknown';
    case 'batches':
      return 'value';
    default:
      return kindGiven(gives);
  }
}

/** Behind an RxJS operator only the rule of snapshots holds; else the value decides. */
function behindOperator(kind: Kind): Kind {
  return typeof kind === 'object' ? 'value' : kind;
}

/** The kind of an input that comes whole. */
function whole(kind: Kind): Kind {
  return kind === 'text' || kind === 'message' ? kind : 'value';
}

function kindGiven(gives: Gives): Kind {
  return gives === 'text' ? 'text' : 'value';
}

function keysOf(branches: readonly (readonly StepSpec[])[], input: Kind): Readonly<Record<string, Kind>> {
  return Object.fromEntries(branches.map((steps, i) => ['abc'[i]!, kindOf(steps, input)]));
}

/** The chunks joined as their kind says, message chunks as whole messages. */
export function joined(chunks: readonly unknown[], kind: Kind): unknown {
  return wholeOf(sum(chunks, kind));
}

/** Message chunks inside a value as whole messages: an invoke gives those where it knows that they are whole. */
export function wholeOf(value: unknown): unknown {
  if (isMessage(value)) return value.type === 'ai_chunk' ? wholeMessage(value) : value;
  if (Array.isArray(value)) return value.map(wholeOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wholeOf(member)]));
}

function sum(chunks: readonly unknown[], kind: Kind): unknown {
  if (kind === 'snapshot') return chunks.at(-1);
  if (typeof kind !== 'object') return chunks.reduce(addChunks);
  const keys = new Set(chunks.flatMap((chunk) => Object.keys(chunk as object)));
  const members = [...keys].map((key) => {
    const parts = (chunks as Readonly<Record<string, unknown>>[])
      .filter((chunk) => Object.hasOwn(chunk, key))
      .map((chunk) => chunk[key]);
    return [key, sum(parts, kind.keys[key] ?? 'value')];
  });
  return Object.fromEntries(members);
}
