import { Subject } from 'rxjs';
import { type AIMessageChunk, aiChunk, type ChatModel, chatModel, textOf } from '../../src/index.ts';

/** A chat model that says what the test says, call by call. */
export interface HandModel {
  readonly model: ChatModel;
  /** One per call, in their order; `observed` is false once the call has been aborted or is over. */
  readonly calls: readonly Subject<AIMessageChunk>[];
  /** The text of each prompt. */
  readonly prompts: readonly string[];
  /** Calls started and ended, in the order in which it happened. */
  readonly log: readonly string[];
  say(...words: readonly string[]): void;
  end(): void;
  fail(error: unknown): void;
}

export function handModel(): HandModel {
  const calls: Subject<AIMessageChunk>[] = [];
  const prompts: string[] = [];
  const log: string[] = [];
  const model = chatModel({
    name: 'hand',
    stream: (messages) => {
      const call = new Subject<AIMessageChunk>();
      const number = calls.push(call);
      prompts.push(messages.map(textOf).join('\n'));
      log.push(`start ${number}`);
      const source = call.asObservable();
      const { subscribe } = source;
      source.subscribe = ((...args: Parameters<typeof subscribe>) => {
        const subscription = subscribe.apply(source, args);
        subscription.add(() => log.push(`end ${number}`));
        return subscription;
      }) as typeof subscribe;
      return source;
    },
  });
  const last = (): Subject<AIMessageChunk> => calls.at(-1) as Subject<AIMessageChunk>;
  return {
    model,
    calls,
    prompts,
    log,
    say: (...words) => {
      for (const word of words) last().next(aiChunk(word));
    },
    end: () => last().complete(),
    fail: (error) => last().error(error),
  };
}
