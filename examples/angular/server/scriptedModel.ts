import { aiChunk, type ChatModel, chatModel, RunnableError, textOf } from 'rxchain';
import { concat, concatMap, from, map, type Observable, of, throwError, timer } from 'rxjs';
import { replyAbout } from './countryFacts.ts';
import { countCalls } from './modelCalls.ts';

/** A model that knows a few answers by heart, for a demonstration without a key; `delay` are the milliseconds between two tokens. */
export function scriptedModel(delay: number): ChatModel {
  let failures = 0;
  return chatModel({
    name: 'ScriptedModel',
    stream: (messages) => {
      const question = textOf(messages.at(-1)!);
      const tokens = tokensOf(question);
      // The first of two tries breaks off in the middle, so that the second has something to make good.
      const fails = /break/i.test(question) && failures++ % 2 === 0;
      const told = fails ? tokens.slice(0, Math.ceil(tokens.length / 2)) : tokens;
      const paced = /10,000/.test(question) ? from(told) : spread(told, delay);
      return concat(
        paced.pipe(map((token) => aiChunk(token))),
        fails ? throwError(() => brokenOff()) : from([]),
      ).pipe(countCalls());
    },
  });
}

/** The values one by one, with so many milliseconds before each. */
export function spread<T>(values: readonly T[], delay: number): Observable<T> {
  return from(values).pipe(concatMap((value) => timer(delay).pipe(concatMap(() => of(value)))));
}

function tokensOf(question: string): readonly string[] {
  if (/10,000/.test(question))
    return Array.from({ length: 10_000 }, (_, i) => `${i + 1}${(i + 1) % 20 === 0 ? '\n' : ' '}`);
  const facts = replyAbout(question);
  if (facts !== undefined) return facts.match(/[\s\S]{1,7}/g) ?? [];
  const [, reply] = script.find(([word]) => question.toLowerCase().includes(word)) ?? ['', unknown];
  return reply.match(/\s*\S+/g) ?? [];
}

function brokenOff(): RunnableError {
  return new RunnableError('The connection to the model broke.', { code: 'interrupted', retryable: true });
}

const script: readonly (readonly [word: string, reply: string])[] = [
  [
    'sky',
    'Sunlight looks white, but it holds every colour. On its way through the air it meets molecules that are far smaller than ' +
      'its waves, and these turn short waves aside much more than long ones.\n\nSo blue light comes to us from all over the sky, ' +
      'while red goes nearly straight on. In the evening the way through the air is long, the blue is lost on it, and what is ' +
      'left is the red of a sunset.',
  ],
  [
    'marble',
    'A marble diagram shows a stream over time. Time goes from left to right, each value is a marble, a bar is the end and a ' +
      'cross is an error.\n\nBeside this answer you see one of the run that makes it: the prompt gives one value, then every ' +
      'token of the model is a marble, and the parser hands it on at the very moment at which it comes.',
  ],
  [
    'break',
    'When a connection breaks, what has come so far is not lost: it stays on the screen, and the error says what happened. A ' +
      'retry asks again, under a new id, and this time the answer comes to its end.',
  ],
  ['joke', 'Why did the observable go to therapy? It had too many unresolved subscriptions.'],
];

const unknown =
  'I am a scripted model and know only a few answers by heart. Start the server with OPENAI_API_KEY or OPENAI_BASE_URL set, ' +
  'and a real model answers here.';
