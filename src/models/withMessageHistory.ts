import {
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  EMPTY,
  from,
  ignoreElements,
  type Observable,
  take,
  tap,
} from 'rxjs';
import type { Join } from '../../operators/Join.ts';
import type { Sum } from '../../operators/Sum.ts';
import { sumOf } from '../../operators/sumOf.ts';
import { ai } from '../messages/ai.ts';
import { isMessage } from '../messages/isMessage.ts';
import type { Message } from '../messages/Message.ts';
import { toMessages } from '../messages/toMessages.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import { toStep } from '../step/toStep.ts';
import type { MessageStore } from './MessageStore.ts';
import type { ModelInput } from './ModelInput.ts';

export interface MessageHistoryOptions {
  readonly store: MessageStore;
  /** The session that a call belongs to, or how it is told by the call, e.g. from its metadata. */
  readonly session: string | ((input: ModelInput, config: RunConfig) => string);
}

/**
 * A model, an agent or a chain of messages with a memory: the messages of the session stand before those of the call, and what
 * was asked and answered is added to the session when the answer is complete. An answer is a message, a list of messages or a
 * text. A system prompt belongs inside, or it is kept again with every call.
 *
 * Streams what the runnable streams; completes after the store has taken the messages. What fails or is left early is not kept.
 * Errors of the runnable and of the store go through unchanged. Calls of one session must not overlap: each would miss the other.
 *
 * @example
 * const chat = withMessageHistory(model, { store: memoryMessageStore(), session: (_, { metadata }) => String(metadata?.session) });
 * chat.stream('Who am I?', { metadata: { session: 's1' } });
 */
export function withMessageHistory<Out, Chunk>(
  inner: Runnable<readonly Message[], Out, Chunk>,
  options: MessageHistoryOptions,
): Runnable<ModelInput, Out, Chunk> {
  const step = toStep(inner, 'withMessageHistory');
  const { store, session } = options;
  return runnable<ModelInput, Out, Chunk>({
    name: 'RunnableWithMessageHistory',
    type: 'chain',
    tells: 'root',
    once: (input, run) => {
      const name = typeof session === 'string' ? session : session(input, run.config());
      if (typeof name !== 'string' || name === '') throw noSession(name);
      const asked = toMessages(input);
      return from(store.read(name)).pipe(
        take(1),
        defaultIfEmpty([]),
        concatMap((history) =>
          answered(step, [...history, ...asked], run, (answer) => store.append(name, [...asked, ...answer])),
        ),
      );
    },
  });
}

/** The output of the runnable; when it is over, what it comes to is kept. */
function answered(
  step: Step,
  messages: readonly Message[],
  run: StepRun,
  keep: (answer: readonly Message[]) => ReturnType<MessageStore['append']>,
): Observable<unknown> {
  let join: Join<unknown> | undefined;
  let sum: Sum<unknown> | undefined;
  const output = run.child(
    step,
    { value: messages },
    {
      onJoin: (told) => {
        join = told;
        run.join = told;
      },
    },
  );
  return concat(
    output.pipe(
      tap((chunk) => {
        sum ??= sumOf(join);
        sum.add(chunk);
      }),
    ),
    defer(() => {
      if (sum === undefined) return EMPTY;
      const { value } = sum;
      return keep(messagesOf(join?.whole === undefined ? value : join.whole(value)));
    }).pipe(ignoreElements()),
  );
}

function messagesOf(answer: unknown): readonly Message[] {
  if (typeof answer === 'string') return [ai(answer)];
  if (isMessage(answer)) return [answer];
  if (Array.isArray(answer) && answer.every(isMessage)) return answer;
  throw new RunnableError(
    `withMessageHistory keeps a message, a list of messages or a text; what it is around gave ${Array.isArray(answer) ? 'another list' : `a ${typeof answer}`}. Put it around less.`,
    { code: 'bad_input' },
  );
}

function noSession(name: unknown): RunnableError {
  return new RunnableError(
    `withMessageHistory: \`session\` gave ${JSON.stringify(name) ?? 'undefined'}; it must be a name. Does the call have the metadata that it reads?`,
    { code: 'bad_input' },
  );
}
