import { config, type Observable } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import type { ChatModel } from '../../src/models/chatModel.ts';
import type { ProviderOptions } from '../../src/providers/ProviderOptions.ts';
import type { RunnableError } from '../../src/RunnableError.ts';
import { type Outcome, textsOf } from './collect.ts';
import { type WireAnswer, type WireServer, wireServer } from './wireServer.ts';
import { replyOfWords, type Wire } from './wires.ts';

export interface FaultyConnection {
  readonly server: WireServer;
  /** Errors that came when the subscriber had gone, and those that nobody took. */
  readonly late: readonly unknown[];
  model(options?: Partial<ProviderOptions>): ChatModel;
  /** Sets the answer and asks for it, without retries. */
  ask(
    answer: WireAnswer,
    options?: Partial<ProviderOptions>,
    signal?: AbortSignal,
  ): Observable<AIMessageChunk>;
  /** An answer of so many words whose frames go out one by one. */
  slowly(count: number): WireAnswer;
  /** The head and so many words, without an end. */
  begun(count: number): string;
}

/** A connection to a server of a wire, for the tests of one `describe`; after each, no error may have come late. */
export function faultyConnection(wire: Wire): FaultyConnection {
  let server: WireServer | undefined;
  const late: unknown[] = [];
  const take = (reason: unknown) => late.push(reason);
  const theServer = (): WireServer => server as WireServer;
  beforeAll(async () => {
    server = await wireServer();
    config.onStoppedNotification = (notification) => notification.kind === 'E' && take(notification);
    config.onUnhandledError = take;
    process.on('unhandledRejection', take);
  });
  afterEach(async () => {
    await theServer().quiet();
    expect(late).toEqual([]);
  });
  afterAll(async () => {
    config.onStoppedNotification = null;
    config.onUnhandledError = null;
    process.off('unhandledRejection', take);
    await theServer().stop();
  });
  const model = (options: Partial<ProviderOptions> = {}): ChatModel =>
    wire.make({ baseURL: theServer().baseURL.replace('/v1', ''), retry: { count: 0 }, ...options });
  return {
    get server() {
      return theServer();
    },
    late,
    model,
    ask: (answer, options, signal) => {
      theServer().answer(answer);
      return model(options).stream('hi', { signal });
    },
    slowly: (count) => ({ ...replyOfWords(wire, words(count)), interval: 10 }),
    begun: (count) => wire.head + words(count).map(wire.text).join(''),
  };
}

/** Registers the tests of a table of faults; fails when one of the table has none. */
export function faultTests<Id extends string>(
  titles: Readonly<Record<Id, string>>,
): (id: Id, test: () => Promise<void>) => void {
  const tested = new Set<Id>();
  it('has a test for every fault of its table', () => {
    expect([...tested].sort()).toEqual(Object.keys(titles));
  });
  return (id, test) => {
    tested.add(id);
    it(`${id} ${titles[id]}`, test);
  };
}

export function words(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${index} `);
}

/** Either the whole text, or a typed error and a beginning of it. */
export function checkHonest(
  { chunks, isComplete, error }: Outcome<AIMessageChunk>,
  whole: string,
  codes: readonly string[],
): void {
  const text = textsOf(chunks).join('');
  if (isComplete) {
    expect(text).toBe(whole);
    return;
  }
  expect(codes).toContain((error as RunnableError).code);
  expect(whole.startsWith(text)).toBe(true);
}
