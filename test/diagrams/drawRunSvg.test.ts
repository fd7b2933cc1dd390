import { describe, expect, it } from 'vitest';
import { drawRun } from '../../src/diagrams/drawRun.ts';
import { drawRunSvg } from '../../src/diagrams/drawRunSvg.ts';
import type { RecordedEvent } from '../../src/testing/recordEvents.ts';
import { guideChain } from './guideChain.ts';
import { manyLanes, Recorder } from './recorded.ts';

const guide = guideChain('5ms b 4ms c 4ms d 4ms e|');
const all = (svg: string, pattern: RegExp): readonly string[] =>
  [...svg.matchAll(pattern)].map(([, text = '']) => text);
const labels = (svg: string): readonly string[] => all(svg, /aria-label="([^"]*)"/g);
const marblesIn = (svg: string): readonly string[] =>
  all(svg, /<g class="chunk".*?<\/title>.*?(?:<text[^>]*>(.*?)<\/text>)?<\/g>/g);

/** Whether every element is closed by its own end. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, end, name = '', empty] of svg.matchAll(/<(\/?)([a-z]+)(?: [a-zA-Z:-]+="[^"<]*")*(\/?)>/g)) {
    if (end === '/' ? open.pop() !== name : false) return false;
    if (end !== '/' && empty !== '/') open.push(name);
  }
  const rest = svg.replaceAll(/<\/?[a-z]+(?: [a-zA-Z:-]+="[^"<]*")*\/?>/g, '');
  return open.length === 0 && !/[<]/.test(rest) && !/&(?!(?:amp|lt|gt|quot|#39);)/.test(rest);
}

describe('drawRunSvg', () => {
  const svg = drawRunSvg(guide, { title: 'Prompt, model & parser' });

  it('is one well-formed image with a name and the legend as its description', () => {
    expect(isWellFormed(svg)).toBe(true);
    expect(all(svg, /<(svg)\b/g)).toHaveLength(1);
    const [id = ''] = all(svg, /<svg [^>]*\bid="([^"]*)"/g);
    expect(id).toMatch(/^rxchain-[0-9a-f]{8}$/);
    expect(svg).toContain(`role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc"`);
    expect(svg).toContain(`<title id="${id}-title">Prompt, model &amp; parser</title>`);
    const legend = drawRun(guide).split('\n').slice(5).join('\n');
    const [description = ''] = all(svg, /<desc id="[^"]*">([^<]*)<\/desc>/g);
    expect(description.replaceAll('&quot;', '"').replaceAll('&#39;', "'")).toBe(legend);
  });

  it('tells each lane in words', () => {
    expect(labels(svg)).toEqual([
      'RunnableSequence, chain, 0 to 21 ms, 4 chunks, ended',
      'ChatPromptTemplate, prompt, 0 to 0 ms, 1 chunk, ended',
      'MarbleModel, chat model, 0 to 21 ms, 4 chunks, ended',
      'StrOutputParser, parser, 5 to 21 ms, 4 chunks, ended',
    ]);
  });

  it('says how lanes ended', () => {
    const { events } = new Recorder()
      .start(0, 'open')
      .start(1, 'failed')
      .start(1, 'left')
      .fail(2, 'failed', 'no')
      .cancel(3, 'left');
    expect(labels(drawRunSvg(events))).toEqual([
      'open, chain, from 0 ms, 0 chunks, running',
      'failed, chain, 1 to 2 ms, 0 chunks, failed',
      'left, chain, 1 to 3 ms, 0 chunks, cancelled',
    ]);
  });

  it('has the letters of the text', () => {
    expect(marblesIn(svg)).toEqual(['b', 'c', 'd', 'e', 'a', 'b', 'c', 'd', 'e', 'b', 'c', 'd', 'e']);
  });

  it('draws time to scale', () => {
    const places = all(svg, /<circle class="marble" cx="([\d.]+)"/g)
      .slice(0, 4)
      .map(Number);
    const gaps = places.slice(1).map((x, i) => x - places[i]!);
    for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!, 1);
  });

  it('marks chunks and signs with the run and the event', () => {
    const marks = [...svg.matchAll(/data-run="([^"]*)" data-index="(\d+)"/g)];
    expect(marks).toHaveLength(13 + 2 * 4);
    for (const [, run, index] of marks) expect(guide[Number(index)]!.event.run_id).toBe(run);
    const [chunk] = all(svg, /<g class="chunk" data-run="r\d" data-index="(\d+)"><title>&quot; joke&quot;/g);
    expect(guide[Number(chunk)]!.event.data).toMatchObject({ chunk: ' joke' });
  });

  it('puts into one marble what is too near together, and says what is in it', () => {
    const recorder = new Recorder().start(0, 'r1');
    for (let i = 0; i < 20; i++) recorder.chunk(50, 'r1', i);
    const crowded = drawRunSvg(recorder.chunk(200, 'r1', 'x').end(300, 'r1').events);
    expect(marblesIn(crowded)).toEqual(['×20', 'a']);
    expect(crowded).toContain(
      'data-index="1" data-last="20"><title>0 1 2 3 4 5 6 7 8 9 10 11 … 8 more</title>',
    );
    expect(labels(crowded)).toEqual(['r1, chain, 0 to 300 ms, 21 chunks, ended']);
  });

  it('cuts long gaps and tells their length', () => {
    const { events } = new Recorder()
      .start(0, 'r1')
      .chunk(5, 'r1', 'x')
      .chunk(10, 'r1', 'y')
      .end(90_010, 'r1');
    const cut = drawRunSvg(events);
    expect(cut).toContain('>90.0 s</text>');
    expect(cut.match(/l4 -6l8 12l8 -12l4 6/g)).toHaveLength(2);
  });

  it('joins a child to the start of its parent, and indents it', () => {
    const { events } = new Recorder()
      .start(0, 'r1')
      .start(10, 'r2', { parents: ['r1'] })
      .end(20, 'r2')
      .end(20, 'r1');
    const [parent, child] = all(drawRunSvg(events), /role="listitem"[^>]*><text x="(\d+)"/g).map(Number);
    expect(child! - parent!).toBe(16);
    expect(drawRunSvg(events)).toMatch(/<path class="link" d="M[\d.]+ \d+V\d+H[\d.]+"\/>/);
  });

  it('escapes whatever comes from outside', () => {
    const evil = `"><script>alert('x')</script>\u0000\ud800]]>&`;
    const { events } = new Recorder()
      .start(0, evil, { name: evil })
      .chunk(5, evil, evil)
      .fail(9, evil, evil, evil);
    const drawn = drawRunSvg(events, { title: evil });
    expect(drawn).not.toContain('<script');
    expect(drawn).not.toMatch(/[\p{Cs}]|(?!\n)\p{Cc}/u);
    expect(isWellFormed(drawn)).toBe(true);
    expect(isWellFormed(drawRunSvg(events, { values: 'text' }))).toBe(true);
  });

  it('runs no script, loads nothing, and keeps its style to itself', () => {
    const drawn = drawRunSvg(manyLanes(500));
    expect(drawn).not.toMatch(/<script|<image|<foreignObject|href|url\(|@import|@font-face|\son\w+=|style="/);
    const [style = ''] = all(drawn, /<style>([^<]*)<\/style>/g);
    const [id = ''] = all(drawn, /<svg [^>]*\bid="([^"]*)"/g);
    const rules = style.replace('@media (prefers-color-scheme:dark){', '').match(/[^{}]+(?=\{)/g) ?? [];
    expect(rules.length).toBeGreaterThan(10);
    for (const selector of rules.flatMap((rule) => rule.split(','))) {
      expect(selector.startsWith(`#${id}`)).toBe(true);
    }
    expect(style).toContain('prefers-color-scheme:dark');
  });

  it('has ids that two drawings on a page do not share, and that do not change', () => {
    const ids = (drawn: string): readonly string[] => all(drawn, / id="([^"]*)"/g);
    const other = drawRunSvg(guide, { title: 'Another' });
    expect(new Set([...ids(svg), ...ids(other)]).size).toBe(6);
    expect(drawRunSvg(guide, { title: 'Prompt, model & parser' })).toBe(svg);
  });

  it('folds what is beyond maxLanes, and hides what is filtered', () => {
    expect(drawRunSvg(guide, { maxLanes: 1 })).toContain('>… 3 more runs</text>');
    expect(labels(drawRunSvg(guide, { filter: { includeTypes: ['parser'] } }))).toEqual([
      'StrOutputParser, parser, 5 to 21 ms, 4 chunks, ended',
    ]);
  });

  it("shows texts with values: 'text', where there is room", () => {
    expect(marblesIn(drawRunSvg(guide, { values: 'text' }))).toContain('&quot;Here&quot;');
  });

  it('names its roots where it has no title', () => {
    const roots = (count: number): readonly RecordedEvent[] =>
      Array.from({ length: count }).reduce<Recorder>(
        (recorder, _, i) => recorder.start(0, `r${i}`),
        new Recorder(),
      ).events;
    expect(drawRunSvg(roots(2))).toContain('>Marble diagram of r0, r1</title>');
    expect(drawRunSvg(roots(5))).toContain('>Marble diagram of r0, r1, r2, and 2 more</title>');
  });

  it('draws no events as such', () => {
    expect(drawRunSvg([])).toContain('>(no events)</text>');
    expect(isWellFormed(drawRunSvg([]))).toBe(true);
  });

  it('refuses options that it cannot follow', () => {
    expect(() => drawRunSvg([], { width: -1 })).toThrow(
      'drawRunSvg: width must be a whole number above 0; got -1.',
    );
  });

  it('stays small: its size depends on the lanes and the width, not on the chunks', () => {
    const size = drawRunSvg(manyLanes(10_000)).length;
    expect(drawRunSvg(manyLanes(50_000)).length).toBeLessThan(1.5 * size);
  });
});
