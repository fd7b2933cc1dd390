import {
  bufferCount,
  concat,
  concatMap,
  delay as delayBy,
  EMPTY,
  filter,
  from,
  map,
  merge,
  NEVER,
  type Observable,
  type OperatorFunction,
  of,
  retry,
  scan,
  share,
  skip,
  switchMap,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { z } from 'zod';
import {
  type AIMessageChunk,
  aiChunk,
  assign,
  branch,
  chain,
  chatModel,
  chatPrompt,
  each,
  emitEvent,
  generator,
  isMessage,
  jsonParser,
  lambda,
  listParser,
  operator,
  parallel,
  passthrough,
  pick,
  type RunConfig,
  type RunEvent,
  type Runnable,
  retriever,
  stringParser,
  textModel,
  textOf,
  tool,
  withFallbacks,
  withRetry,
  withTimeout,
} from '../../src/index.ts';
import type { Delay, Gives, ModelSpec, PlainWay, StepSpec } from './ChainSpec.ts';
import { type Kind, kindOf } from './Kind.ts';
import type { World } from './World.ts';

/** A runnable or an RxJS operator; the specs know their types only when they run. */
// biome-ignore lint/suspicious/noExplicitAny: random chains have no types.
export type Loose = Runnable<any, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: random chains have no types.
export type LooseStep = Loose | OperatorFunction<any, any> | object;

/** The steps of the specs as a chain, for an input of a kind; one runnable alone is the root itself. */
export function buildChain(specs: readonly StepSpec[], world: World, input: Kind = 'text'): Loose {
  const steps = buildSteps(specs, world, input);
  const [first] = steps;
  if (steps.length === 1 && typeof first === 'function' && 'stream' in first) return first as Loose;
  return loosely(chain)(...steps);
}

/** The steps of the specs, each behind what turns its input into something that it can take. */
export function buildSteps(specs: readonly StepSpec[], world: World, input: Kind = 'text'): LooseStep[] {
  return specs.flatMap((spec, i) => {
    const kind = kindOf(specs.slice(0, i), input);
    const made = build(spec, specs[i + 1], world, kind);
    const turned = turnFor(spec.op, kind, specs[i - 1]?.op);
    return turned === undefined ? [made] : [lambda(turned, { name: `for ${spec.op}` }) as Loose, made];
  });
}

/** The steps as operators, for a plain pipe of RxJS: there a record must say that it is one. */
export function buildOperators(
  specs: readonly StepSpec[],
  world: World,
): [OperatorFunction<unknown, unknown>] {
  const steps = buildSteps(specs, world).map((step) =>
    typeof step === 'function' ? step : loosely(parallel)(step),
  );
  return steps as never as [OperatorFunction<unknown, unknown>];
}

/** What makes a value of a kind an input for the step; parsers read chunks, so text and messages reach them as they are. */
function turnFor(
  op: StepSpec['op'],
  kind: Kind,
  before: StepSpec['op'] | undefined,
): ((value: unknown) => unknown) | undefined {
  const isText = kind === 'text' || kind === 'message';
  switch (op) {
    case 'tool':
    case 'retriever':
      return text;
    case 'model':
    case 'textModel':
    case 'string':
    case 'list':
      return isText ? undefined : text;
    case 'json':
      return before === 'model' || before === 'textModel'
        ? undefined
        : (value) => JSON.stringify(value ?? null);
    case 'prompt':
      return (value) => ({ topic: text(value) });
    case 'each':
      return list;
    case 'assign':
    case 'pick':
      return fields;
    default:
      return undefined;
  }
}

/** Any value as text. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isMessage(value)) return textOf(value);
  if (isModelInput(value)) return value.messages.map((message) => textOf(message as never)).join(' ');
  return JSON.stringify(value) ?? 'nothing';
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 3) : [text(value), 'second'];
}

function fields(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMessage(value)
    ? value
    : { a: value };
}

function isModelInput(value: unknown): value is { readonly messages: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'messages' in value && Array.isArray(value.messages);
}

const replies = [
  'The sky is blue',
  'red, green,blue , ,violet',
  '{"a":[1,2,{"b":"x y"}],"c":"two words","d":null}',
  '[1,2,[3]]',
  '"just text"',
  '',
  'Here is a longer answer, in several words, with a comma',
  '{"countries":[{"name":"France","population":67391582},{"name":"Spain","population":46754778}]}',
];
const json = [2, 3, 4, 7];

export function replyOf(index: number, next: StepSpec | undefined): string {
  return (next?.op === 'json' ? replies[json[index % json.length]!] : replies[index % replies.length])!;
}

// biome-ignore lint/suspicious/noExplicitAny: the specs are loose.
const loosely = (make: unknown): ((...args: any[]) => Loose) => make as never;

function build(spec: StepSpec, next: StepSpec | undefined, world: World, kind: Kind): LooseStep {
  const nest = (specs: readonly StepSpec[]): Loose => buildChain(specs, world, kind);
  const branchesOf = (branches: readonly (readonly StepSpec[])[]): object =>
    Object.fromEntries(
      branches.map((steps, i) => ['abc'[i], buildChain(steps, world, spec.op === 'assign' ? 'value' : kind)]),
    );
  switch (spec.op) {
    case 'lambda':
      return buildLambda(spec, world, kind);
    case 'model':
      return buildModel(spec, next, world);
    case 'textModel': {
      const words = replyOf(spec.reply, next).split(/(?= )/);
      const stream = (): Observable<string> => world.watch('text model', () => slowly(words, spec.delay));
      const whole = (): string => {
        world.touch('text model');
        return words.join('');
      };
      return loosely(textModel)({ name: 'Text', ...(spec.streams ? { stream } : { generate: whole }) });
    }
    case 'prompt':
      return chatPrompt([['human', 'about {topic}']]);
    case 'tool':
      return loosely(tool)(
        (input: string) => {
          world.touch('tool');
          return given(spec.gives, input);
        },
        { name: 'look', description: 'looks', schema: z.string() },
      );
    case 'retriever':
      return retriever({
        name: 'Docs',
        retrieve: (query) => {
          world.touch('retriever');
          const found = [{ pageContent: query, metadata: { n: 1 } }];
          return spec.delay === undefined
            ? found
            : world.watch('retriever', () => timer(spec.delay!).pipe(map(() => found)));
        },
      });
    case 'string':
      return stringParser();
    case 'json':
      return jsonParser();
    case 'list':
      return listParser();
    case 'passthrough':
      return passthrough();
    case 'plain':
      return buildOperator(spec.way, spec.n, world);
    case 'operator':
      return operator(buildOperator(spec.way, spec.n, world), { name: spec.way });
    case 'record':
      return branchesOf(spec.branches);
    case 'assign':
      return loosely(assign)(branchesOf(spec.branches));
    case 'pick':
      return loosely(pick)(['a', 'b', ['a', 'b'], ['c', 'a']][spec.keys]);
    case 'branch': {
      const [otherwise, ...choices] = spec.branches;
      return branch(
        choices.map(
          (steps, i) =>
            [lambda(() => spec.holds[i] ?? false, { name: 'holds' }) as Loose, nest(steps)] as const,
        ),
        nest(otherwise!),
      );
    }
    case 'each':
      return each(nest(spec.inner), { maxConcurrency: spec.limit });
    case 'retry':
      return withRetry(nest(spec.inner), { count: spec.count, delay: spec.delay });
    case 'timeout':
      return withTimeout(nest(spec.inner), { first: spec.first, each: spec.each, total: spec.total });
    case 'fallbacks': {
      const [first, ...others] = spec.branches.map(nest);
      return withFallbacks(first!, others);
    }
    case 'chain':
      return spec.isNamed
        ? nest(spec.inner).withConfig({ runName: 'inner', tags: ['inner'] })
        : nest(spec.inner);
    case 'named': {
      const made = buildChain([spec.inner], world, kind);
      const config = { runName: 'named', tags: ['tagged'], metadata: { deep: true } };
      if (!spec.hears) return made.withConfig(config);
      const heard: RunEvent[] = [];
      world.heard.push(heard);
      return made.withConfig({ ...config, events: { next: (event) => heard.push(event) } });
    }
    case 'generator':
      return buildGenerator(spec.way, world);
    case 'promise':
      return lambda(
        async (value: unknown) => {
          world.touch('promise');
          await undefined;
          return given(spec.gives, value);
        },
        { name: 'promise' },
      );
  }
}

function buildModel(spec: ModelSpec, next: StepSpec | undefined, world: World): Loose {
  const reply = replyOf(spec.reply, next);
  const places = [...new Set(spec.cuts.map((at) => at % (reply.length + 1)))].sort((a, b) => a - b);
  const cut = [0, ...places, reply.length];
  const pieces = cut.slice(1).map((end, i) => reply.slice(cut[i], end));
  const chunks = pieces.map(
    (piece): AIMessageChunk => (spec.hasId ? aiChunk({ content: piece, id: 'm1' }) : aiChunk(piece)),
  );
  let failures = spec.flaky;
  return chatModel({
    name: 'Model',
    stream: () =>
      world.watch('model', () => {
        if (failures-- > 0) return throwError(() => new Error('flaky'));
        if (spec.failAt === undefined) {
          const told = slowly(chunks, spec.delay);
          return spec.ends ? told : concat(told, NEVER);
        }
        return concat(
          slowly(chunks.slice(0, spec.failAt), spec.delay),
          throwError(() => new Error('model failed')),
        );
      }),
  });
}

function buildLambda(spec: StepSpec & { readonly op: 'lambda' }, world: World, kind: Kind): Loose {
  const { how, gives } = spec;
  const inner = spec.inner.length === 0 ? undefined : buildChain(spec.inner, world, kind);
  const fn = (value: unknown, config: RunConfig): unknown => {
    world.touch(`lambda ${how}`);
    emitEvent('called', { how });
    switch (how) {
      case 'observable':
        return world.watch('lambda', () => of(given(gives, value), given(gives, 'more')));
      case 'delayed':
        return world.watch('lambda', () => slowly([given(gives, value), given(gives, 'more')], 2));
      case 'runnable':
        return inner;
      case 'invokes':
        return inner!.invoke(value);
      case 'forgets':
        inner!.stream(value).subscribe({ error: () => undefined });
        return given('text', value);
      case 'pipes':
        return inner!.stream(value).pipe(
          retry(1),
          tap(() => world.touch('pipes')),
        );
      case 'later':
        return timer(1).pipe(switchMap(() => inner!.stream(value)));
      case 'shares': {
        const shared = inner!.stream(value).pipe(share());
        return merge(shared, shared);
      }
      case 'batches':
        return inner!.batch([value, 'b', 'c'], { maxConcurrency: 2 });
      case 'calls':
        // With the config handed over, or found on the call stack.
        return spec.inner.length % 2 === 0 ? inner!.stream(value, config) : inner!.stream(value);
      case 'throw':
        throw new Error('lambda failed');
      case 'empty':
        return EMPTY;
      default:
        return given(gives, value);
    }
  };
  return lambda(fn, { name: how });
}

function given(gives: Gives, value: unknown): unknown {
  switch (gives) {
    case 'text':
      return `<${text(value)}>`;
    case 'list':
      return [text(value), 'b', 'c'];
    case 'record':
      return { a: text(value), b: 1, c: { d: [true] } };
    case 'number':
      return text(value).length;
    case 'null':
      return null;
  }
}

function buildOperator(way: PlainWay, n: number, world: World): OperatorFunction<unknown, unknown> {
  const seen = tap<unknown>(() => world.touch(way));
  switch (way) {
    case 'map':
      return (source) =>
        source.pipe(
          map((chunk) => {
            world.touch(way);
            return `${text(chunk)}.`;
          }),
        );
    case 'filter':
      return (source) =>
        source.pipe(
          seen,
          filter((chunk) => text(chunk).length % (n + 1) !== 0),
        );
    case 'take':
      return take(n);
    case 'skip':
      return skip(n - 1);
    case 'bufferCount':
      return bufferCount(n);
    case 'scan':
      return scan<unknown, unknown>((whole, chunk) => `${whole}${text(chunk)}`, '');
    case 'delay':
      return delayBy(n);
    case 'tap':
      return seen;
    case 'concatMap':
      return concatMap((chunk) => world.watch('concatMap', () => timer(n).pipe(map(() => chunk))));
    case 'switchMap':
      return switchMap((chunk) =>
        world.watch('switchMap', () => (n === 1 ? of(chunk, chunk) : timer(1).pipe(map(() => chunk)))),
      );
  }
}

function buildGenerator(way: 'each' | 'first' | 'none' | 'throw', world: World): Loose {
  return generator(
    async function* (chunks: AsyncIterable<unknown>) {
      if (way === 'none') return;
      for await (const chunk of chunks) {
        world.touch('generator');
        if (way === 'throw') throw new Error('generator failed');
        yield `${text(chunk)}!`;
        if (way === 'first') return;
      }
    },
    { name: `generator ${way}` },
  ) as Loose;
}

/** The values at once, or each behind a wait. */
function slowly<T>(values: readonly T[], wait: Delay): Observable<T> {
  return wait === undefined
    ? from(values)
    : from(values).pipe(concatMap((value) => timer(wait).pipe(map(() => value))));
}
