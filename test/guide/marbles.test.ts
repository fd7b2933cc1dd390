import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { concat, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inPlace } from '../../examples/inPlace.ts';

const program = fileURLToPath(new URL('../../examples/index.ts', import.meta.url));

/** The names of the lanes of each picture, by the title above it. Times and columns are those of the machine. */
function lanesIn(stdout: string): Readonly<Record<string, readonly string[]>> {
  const sections = stdout.split(/^# (?=\d)/m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [title = '', ruler = '', ...rows] = section.split('\n');
      expect(ruler).toMatch(/^ms/);
      const lanes = rows.slice(
        0,
        rows.findIndex((row) => row === '' || row.startsWith('^ start')),
      );
      return [title.slice(0, 3), lanes.map((row) => row.replace(/(?<=\S) {2,}.*/, ''))];
    }),
  );
}

describe('npm start -- --marbles', { timeout: 60_000 }, () => {
  it('draws what each example does', async () => {
    const stdout = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [program, '--marbles'], { env: {} }, (error, out, err) =>
        error === null && err === '' ? resolve(out) : reject(new Error(`${err}\n${out}`)),
      );
    });
    const lanes = lanesIn(stdout);
    expect(Object.keys(lanes)).toEqual([
      ...['1.1', '1.2', '1.3', '1.4', '1.5', '1.6'],
      ...['2.3', '2.4', '2.5', '2.6', '2.7', '2.8'],
    ]);
    expect(lanes['1.1']).toEqual(['ChatAnthropic']);
    expect(lanes['1.2']).toEqual([
      'RunnableSequence',
      '  ChatPromptTemplate',
      '  ChatAnthropic',
      '  StrOutputParser',
    ]);
    expect(lanes['1.6']).toEqual([
      'VectorStoreRetriever',
      'RunnableSequence',
      '  RunnableParallel<context,question>',
      '    Docs',
      '    RunnablePassthrough',
      '  ChatPromptTemplate',
      '  ChatAnthropic',
      '  StrOutputParser',
    ]);
    expect(lanes['2.7']).toContain('  reverse_word');
    for (const section of stdout.split(/^# (?=\d)/m).slice(1)) expect(section).toContain('\n^ start   ');
  });
});

describe('inPlace', () => {
  const written = (rows: number, pictures: readonly string[], error?: Error): readonly string[] => {
    const texts: string[] = [];
    const source =
      error === undefined
        ? of(...pictures)
        : concat(
            of(...pictures),
            throwError(() => error),
          );
    source.pipe(inPlace(rows)).subscribe({ next: (text) => texts.push(text), error: () => undefined });
    return texts;
  };

  it('writes each picture over the one before', () => {
    expect(written(24, ['a', 'a\nb'])).toEqual(['a\n', '\u001b[1A\u001b[Ja\nb\n', '\u001b[2A\u001b[Ja\nb\n']);
  });

  it('shows the end of what is higher than the screen, and at last the whole', () => {
    expect(written(3, ['a\nb\nc\nd'])).toEqual(['c\nd\n', '\u001b[2A\u001b[Ja\nb\nc\nd\n']);
  });

  it('leaves the last picture where the source fails, and nothing where it is empty', () => {
    expect(written(24, ['a'], new Error('no'))).toEqual(['a\n']);
    expect(written(24, [])).toEqual([]);
  });
});
