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
export function checkScript(script: string, { where, values, maxFrame }: ScriptLimits): void {
  const refuse = (why: string): never => {
    throw new RunnableError(`${where}: "${script}" ${why}`, { code: 'bad_input' });
  };
  let now = 0;
  let groupStart: number | undefined;
  let hasEnded = false;
  for (const { symbol, time, isGlued } of symbolsOf(script)) {
    if (symbol === ' ') continue;
    if (isGlued)
      refuse('has a time without spaces around it. Write " 10ms " between what comes before and after.');
    if (hasEnded && symbol !== ')')
      refuse('goes on after its end. Write "|" or "#" once, as the last thing.');
    if (symbol === '(') {
      if (groupStart !== undefined)
        refuse('has a group inside a group. Write all that comes at one time in one pair of "(" and ")".');
      groupStart = now;
    } else if (symbol === ')') {
      if (groupStart === undefined) refuse('closes a group that was not opened.');
      groupStart = undefined;
    } else if (symbol === '-' || time > 0) {
      if (groupStart !== undefined) refuse('lets time pass inside a group. Close it first.');
    } else {
      const at = groupStart ?? now;
      if (at > maxFrame) refuse(`has something at ${at} ms, beyond the maxFrame of ${maxFrame}. ${shorter}`);
      if (symbol === '^') refuse('says "^", but it starts when it is subscribed. Leave "^" out.');
      if (symbol === '!')
        refuse('says "!", but the subscriber says when it leaves: m.expectObservable(stream, "^ 9ms !").');
      hasEnded = symbol === '|' || symbol === '#';
      if (!hasEnded && !/^[A-Za-z0-9]$/.test(symbol) && !Object.hasOwn(values, symbol)) {
        refuse(`has the unknown symbol "${symbol}". ${language}`);
      }
    }
    now += time > 0 ? time : 1;
  }
  if (groupStart !== undefined)
    refuse('does not close its group. Write ")" behind all that comes at one time.');
}

const shorter = 'Make it shorter, or give marbles(body, { maxFrame }) a larger one.';
const language =
  'Write "-" for a millisecond, " 250ms " for a longer time, a letter or digit for a value, "(ab)" for several at one time, ' +
  '"|" for the end and "#" for an error; another symbol needs a value of that name.';

interface ScriptSymbol {
  readonly symbol: string;
  /** The milliseconds of a written time, else 0. */
  readonly time: number;
  /** Looks like a time, but RxJS reads it as values. */
  readonly isGlued: boolean;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

function symbolsOf(script: string): readonly ScriptSymbol[] {
  const symbols: ScriptSymbol[] = [];
  let rest = script;
  let isFree = true;
  while (rest !== '') {
    const time: RegExpExecArray | null = isFree ? /^([0-9]+(?:\.[0-9]+)?)(ms|s|m) /.exec(rest) : null;
    const symbol: string = time?.[0] ?? String.fromCodePoint(rest.codePointAt(0)!);
    symbols.push({
      symbol,
      time: time === null ? 0 : Number(time[1]) * units[time[2]!]!,
      isGlued: time === null && /^[0-9]+(?:\.[0-9]+)?ms/.test(rest),
    });
    isFree = symbol.endsWith(' ');
    rest = rest.slice(symbol.length);
  }
  return symbols;
}
