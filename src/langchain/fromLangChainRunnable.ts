import { map, Observable } from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import { toAsyncIterable } from '../../operators/toAsyncIterable.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import type { FromLangChainOptions } from './FromLangChainOptions.ts';
import type { LangChainRunnable } from './LangChainRunnable.ts';
import { LangChainRuns } from './LangChainRuns.ts';
import { langChainHandler } from './langChainHandler.ts';
import { langChainJoin } from './langChainJoin.ts';
import { langChainRunType } from './langChainRunType.ts';
import { streamLangChain } from './streamLangChain.ts';
import { toLangChainValue } from './toLangChainValue.ts';
import { unfinished } from './unfinished.ts';

/**
 * A runnable of LangChain that is no chat model as ours. One that works chunk by chunk (a parser, a generator, a sequence that
 * begins with one) gets its input as it comes; any other the whole, joined by our rules.
 */
export function fromLangChainRunnable(
  given: LangChainRunnable,
  options: FromLangChainOptions,
): Runnable<unknown, unknown> {
  const type = langChainRunType(given);
  const isWhole = type === 'prompt' || type === 'retriever' || type === 'tool';
  const call = (run: StepRun, ask: Ask, isStream: boolean): Observable<unknown> =>
    ask$(run, options, ask, isStream);
  const whole = (input: unknown, run: StepRun): Observable<unknown> => {
    const isStream = !isWhole && !run.isInvoked;
    const value = toLangChainValue(input);
    return call(
      run,
      (config) => (isStream ? given.stream(value, config) : given.invoke(value, config)),
      isStream,
    );
  };
  const step: Step<unknown> = {
    name: options.name ?? given.getName(),
    type,
    tells: isWhole ? 'never' : 'streamed',
    join: options.join ?? joinOf(given),
    payload: type === 'retriever' ? { input: (query: string) => ({ query }) } : undefined,
  };
  if (!readsChunks(given)) return runnable({ ...step, once: whole });
  return runnable({
    ...step,
    isCutSensitive: true,
    transform: (source, run) =>
      call(run, (config) => given.transform(iterate(source.pipe(map(toLangChainValue))), config), true),
  });
}

type Ask = (config: Config) => Promise<unknown> | AsyncIterable<unknown>;
type Config = NonNullable<FromLangChainOptions['config']>;

function ask$(
  stepRun: StepRun,
  { config, acceptUnknownFinish = false }: FromLangChainOptions,
  ask: Ask,
  isStream: boolean,
): Observable<unknown> {
  return new Observable((subscriber) => {
    const root = stepRun.run;
    const isSilent = root?.hub === undefined && acceptUnknownFinish;
    const onUnfinished = acceptUnknownFinish
      ? undefined
      : (name: string) => subscriber.error(unfinished(name));
    const callbacks = isSilent ? [] : [langChainHandler(new LangChainRuns(root, onUnfinished))];
    const call = (signal: AbortSignal): ReturnType<Ask> =>
      ask({
        ...config,
        signal,
        ...(callbacks.length > 0 && { callbacks: joinCallbacks(callbacks, config?.callbacks) }),
      });
    return streamLangChain(call, isStream).subscribe(subscriber);
  });
}

/** Callbacks are handlers, or a manager of handlers. */
function joinCallbacks(ours: readonly object[], given: Config['callbacks']): never {
  if (given === undefined) return ours as never;
  if (Array.isArray(given)) return [...ours, ...given] as never;
  const manager = given.copy();
  for (const handler of ours) manager.addHandler(handler as never, true);
  return manager as never;
}

/** LangChain only iterates over it. */
function iterate<T>(source: Observable<T>): AsyncGenerator<T> {
  return toAsyncIterable()(source) as AsyncIterable<T> as AsyncGenerator<T>;
}

interface Shape {
  readonly first?: object;
  readonly last?: object;
  readonly bound?: object;
  readonly lc_namespace?: readonly string[];
  readonly _transform?: unknown;
  readonly constructor: { lc_name?(): string };
}

function nameOf(given: object): string | undefined {
  return (given as Shape).constructor.lc_name?.();
}

function readsChunks(given: object): boolean {
  const { first, bound, _transform } = given as Shape;
  const inner = first ?? bound;
  if (inner !== undefined) return readsChunks(inner);
  if (langChainRunType(given) === 'parser') return typeof _transform === 'function';
  return nameOf(given) === 'RunnableGenerator';
}

const keyed: ReadonlySet<string | undefined> = new Set([
  'RunnableMap',
  'RunnableParallel',
  'RunnableAssign',
  'RunnablePick',
]);

function joinOf(given: object): Join<unknown> | undefined {
  const { last, bound } = given as Shape;
  const inner = last ?? bound;
  if (inner !== undefined) return joinOf(inner);
  return keyed.has(nameOf(given)) ? langChainJoin : undefined;
}
