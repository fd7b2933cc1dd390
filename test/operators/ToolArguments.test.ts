import { describe, expect, it } from 'vitest';
import { ToolArguments } from '../../operators/ToolArguments.ts';

const argumentsOf = (...pieces: readonly string[]): ToolArguments => {
  const args = new ToolArguments();
  for (const piece of pieces) {
    args.add(piece);
  }
  return args;
};

describe('ToolArguments', () => {
  it('takes no text, or white space, for no arguments', () => {
    for (const args of [argumentsOf(), argumentsOf(' ', '\n')]) {
      expect([args.isBlank, args.problem, args.shown(), args.whole()]).toStrictEqual([
        true,
        undefined,
        {},
        {},
      ]);
    }
  });

  it('shows what has arrived, whenever it is looked at', () => {
    const args = argumentsOf(' ');
    expect(args.shown()).toStrictEqual({});
    args.add('{"a": "x');
    const first = args.shown();
    expect(first).toStrictEqual({ a: 'x' });
    args.add('y", "b');
    args.add('": 1');
    expect(args.shown()).toStrictEqual({ a: 'xy', b: 1 });
    expect(first).toStrictEqual({ a: 'x' });
    args.add('}');
    expect(args.whole()).toStrictEqual({ a: 'xy', b: 1 });
    expect(args.text).toBe(' {"a": "xy", "b": 1}');
  });

  it('says why arguments are not whole, at the place in the text', () => {
    const args = argumentsOf('  ', '{"a" 1}');
    expect(args.problem).toContain('line 1, column 8');
    expect([args.isBlank, args.whole()]).toStrictEqual([false, undefined]);
    expect(argumentsOf('[1]').problem).toBe('The arguments are no JSON object.');
    const cut = argumentsOf('{"a": 1');
    expect(cut.problem).toBeUndefined();
    expect(cut.whole()).toBeUndefined();
    expect(cut.problem).toEqual(expect.any(String));
  });
});
