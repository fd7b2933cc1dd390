import { RunnableError } from '../RunnableError.ts';

export interface ScriptLimits {
  /** Who was given the script. */
  readonly where: string;
  /** The values that the test names; other letters and digits stand for themselves. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The last virtual millisecond. */
  readonly maxFrame: number;
}

/** Refuses a script that the marble language does not know, or that RxJS would read as something else than it looks like. */
export function checkScript(script: string, limits: ScriptLimits): void {
  const refuse = (why: string): never => {
    throw new RunnableError(`${limits.where}: "${script}" ${why}`, { code: 'bad_input' });
  };
  let frame = 0;
  let isInGroup = false;
  let hasEnded = false;
  for (const { symbol, time } of symbolsOf(script)) {
    if (symbol === ' ') continue;
    if (hasEnded && symbol !== ')') refuse('goes on after its end. Write "|" or "#" once, as the last thing.');
    if (frame > limits.maxFrame) break;
    if (symbol === '(') {
      if (isInGroup) refuse('has a group inside a group. Write all that comes at one time between one "(" and ")".');
      isInGroup = true;
    } else if (symbol === ')') {
      if (!isInGroup) refuse('closes a group that was not opened.');
      isInGroup = false;
    } else if (symbol === '|' || symbol === '#') hasEnded = true;
    else if (symbol === '^') refuse('says "^", but it starts when it is subscribed. Leave "^" out.');
    else if (symbol === '!') refuse('says "!", but who leaves is said by the subscriber, as in m.expectObservable(stream, "^ 9ms !").');
    else if (time === 0 && !isValue(symbol, limits.values)) refuse(`has the unknown symbol "${symbol}". ${language}`);
    if (time > 0 && isInGroup) refuse('lets time pass inside a group. Close it first.');
    frame += time === 0 ? 1 : time;
  }
  if (isInGroup) refuse('does not close its group. Write ")" behind all that comes at one time.');
  const glued = /(?:^|[^ ])\d+ms|\d+ms(?! |$)/.exec(script.replace(/^\d+ms(?= )/, ''))?.[0];
  if (glued !== undefined) refuse(`has a time without spaces around it. Write " 10ms " between other symbols.`);
  if (frame - 1 > limits.maxFrame) {
    refuse(`lasts until ${frame - 1} ms, which is beyond the maxFrame of ${limits.maxFrame}. Make it shorter, or give marbles(body, { maxFrame }) a larger one.`);
  }
}

const language =
  'Write "-" for a millisecond, " 250ms " for a longer time, a letter or digit for a value, "(ab)" for several at one time, ' +
  '"|" for the end and "#" for an error; other symbols need a value of that name.';

function isValue(symbol: string, values: Readonly<Record<string, unknown>>): boolean {
  return symbol === '-' || /^[A-Za-z0-9]$/.test(symbol) || Object.hasOwn(values, symbol);
}

interface Symbol {
  readonly symbol: string;
  /** The milliseconds of a written time, else 0. */
  readonly time: number;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function symbolsOf(script: string): readonly Symbol[] {
  const symbols: Symbol[] = [];
  let rest = script;
  let isAfterSpace = true;
  while (rest !== '') {
    const time = isAfterSpace ? /^([0-9]+(?:\.[0-9]+)?)(ms|s|m) /.exec(rest) : null;
    const symbol = time?.[0] ?? String.fromCodePoint(rest.codePointAt(0)!);
    symbols.push({ symbol, time: time === null ? 0 : Number(time[1]) * units[time[2]!]! });
    isAfterSpace = symbol.endsWith(' ');
    rest = rest.slice(symbol.length);
  }
  return symbols;
}
