import { previewOf } from '../../operators/previewOf.ts';
import { isMessage } from '../messages/isMessage.ts';
import { textOf } from '../messages/textOf.ts';
import { isEqual } from './isEqual.ts';
import type { MarbleMessage } from './MarbleMessage.ts';
import { passingTime } from './passingTime.ts';

/** Streams in the marble language, with one alphabet for all of them. */
export interface Diagram {
  readonly lines: readonly string[];
  /** What the letters stand for, a line per letter; empty where every value is its own letter. */
  readonly legend: readonly string[];
}

/**
 * Writes streams as marbles that can be pasted back into a test. Letters go by value, in order of appearance. Where the
 * language has no words (more at one time than the time to the next) a line falls back to `ab@0ms c@1ms |@21ms`.
 *
 * @example
 * diagram([messages]).lines[0]; // '16ms a 18ms |'
 */
export function diagram(streams: readonly (readonly MarbleMessage[])[]): Diagram {
  const alphabet = new Alphabet(streams.flat());
  return { lines: streams.map((messages) => draw(messages, alphabet)), legend: alphabet.legend() };
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const previewWidth = 60;

class Alphabet {
  readonly #values: unknown[] = [];
  readonly #isLiteral: boolean;

  constructor(messages: readonly MarbleMessage[]) {
    const values = messages
      .filter(({ notification }) => notification.kind === 'N')
      .map(({ notification }) => notification.value);
    this.#isLiteral = values.every(
      (value) => typeof value === 'string' && value.length === 1 && letters.includes(value),
    );
    for (const value of values) {
      if (this.#indexOf(value) === -1) this.#values.push(value);
    }
  }

  sign({ kind, value }: MarbleMessage['notification']): string {
    if (kind === 'C') return '|';
    if (kind === 'E') return '#';
    return this.#isLiteral ? (value as string) : (letters[this.#indexOf(value)] ?? '*');
  }

  legend(): readonly string[] {
    if (this.#isLiteral) return [];
    return this.#values.map(
      (value, i) => `${letters[i] ?? '*'} = ${previewOf(textOrValue(value), previewWidth)}`,
    );
  }

  #indexOf(value: unknown): number {
    return this.#values.findIndex((known) => isEqual(known, value));
  }
}

interface Instant {
  readonly frame: number;
  signs: string;
}

function draw(messages: readonly MarbleMessage[], alphabet: Alphabet): string {
  const instants: Instant[] = [];
  for (const { frame, notification } of messages) {
    const last = instants.at(-1);
    const sign = alphabet.sign(notification);
    if (last?.frame === frame) last.signs += sign;
    else instants.push({ frame, signs: sign });
  }
  return inMarbles(instants) ?? instants.map(({ frame, signs }) => `${signs}@${frame}ms`).join(' ');
}

function inMarbles(instants: readonly Instant[]): string | undefined {
  let line = '';
  let now = 0;
  for (const { frame, signs } of instants) {
    if (frame < now) return undefined;
    const text = signs.length === 1 ? signs : `(${signs})`;
    line += passingTime(frame - now) + text;
    now = frame + text.length;
  }
  return line === '' ? '-' : line.trim();
}

function textOrValue(value: unknown): unknown {
  return isMessage(value) && textOf(value) !== '' ? textOf(value) : value;
}
