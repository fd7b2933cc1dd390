import fc from 'fast-check';
import { EMPTY, lastValueFrom, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/messages/Document.ts';
import { type KeywordRetrieverOptions, keywordRetriever } from '../../src/retrievers/keywordRetriever.ts';
import { keywordsOf } from '../../src/retrievers/keywordsOf.ts';
import { marbles } from '../../src/testing/marbles.ts';

const doc = (pageContent: string, metadata: Document['metadata'] = {}): Document => ({
  pageContent,
  metadata,
});
const search = async (texts: readonly string[], query: string, options: KeywordRetrieverOptions = {}) => {
  const found = keywordRetriever(
    texts.map((text, at) => doc(text, { at })),
    options,
  );
  return (await lastValueFrom(found.invoke(query))).map(({ pageContent }) => pageContent);
};

describe('keywordsOf', () => {
  it.each<[string, string[]]>([
    ['RxJS 7.8, fast!', ['rxjs', '7', '8', 'fast']],
    ['Größe Ümlaut naïve', ['größe', 'ümlaut', 'naïve']],
    ['Привет мир', ['привет', 'мир']],
    ['학교에서', ['학교', '교에', '에서']],
    ['食べました', ['食べ', 'べま', 'まし', 'した']],
    ['東京タワー', ['東京', '京タ', 'タワ', 'ワー']],
    ['人々', ['人々']],
    ['水', ['水']],
    ['RxJS를 쓴다', ['rxjs', '를', '쓴다']],
    ['第12回', ['第', '12', '回']],
    ['ＦＵＬＬ １２', ['full', '12']],
    ['ｶﾞｷﾞ', ['ガギ']],
    ['𠮷野家', ['𠮷野', '野家']],
    ['が'.normalize('NFD'), ['が']],
    ['हिन्दी', ['हिन्दी']],
    ['', []],
    ['… — 。「」', []],
  ])('%s', (text, words) => {
    expect(keywordsOf(text)).toEqual(words);
  });

  it('gives the same for plain text by both ways', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        // A letter of another script takes the long way.
        expect(keywordsOf(`${text} ж`)).toEqual([...keywordsOf(text), 'ж']);
      }),
    );
  });
});

describe('keywordRetriever', () => {
  it('scores by BM25', async () => {
    const texts = ['the cat', 'the dog chased the cat', 'the bird', 'cat cat cat'];
    expect(await search(texts, 'cat')).toEqual(['cat cat cat', 'the cat', 'the dog chased the cat']);
    expect(await search(texts, 'bird the')).toEqual(['the bird', 'the cat', 'the dog chased the cat']);
    expect(await search(texts, 'fish')).toEqual([]);
  });

  it('agrees with the formula', async () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd');
    const text = fc.array(word, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 8 }),
        fc.array(word, { minLength: 1 }),
        async (texts, query) => {
          const [k1, b] = [1.2, 0.75];
          const mean = texts.flat().length / texts.length;
          const score = (words: readonly string[]) =>
            [...new Set(query)].reduce((sum, term) => {
              const having = texts.filter((other) => other.includes(term)).length;
              const count = words.filter((other) => other === term).length;
              const idf = Math.log(1 + (texts.length - having + 0.5) / (having + 0.5));
              return sum + (idf * count * (k1 + 1)) / (count + k1 * (1 - b + (b * words.length) / mean));
            }, 0);
          const expected = texts
            .map(score)
            .filter((value) => value > 0)
            .sort((left, right) => right - left);
          const found = keywordRetriever(
            texts.map((words) => doc(words.join(' '), { score: score(words) })),
            { k: 20 },
          );
          const documents = await lastValueFrom(found.invoke(query.join(' ')));
          expect(documents).toHaveLength(expected.length);
          for (const [i, { metadata }] of documents.entries())
            expect(metadata.score).toBeCloseTo(expected[i]!, 9);
        },
      ),
    );
  });

  it.each([
    ['Korean: a stem inside an inflected form', '학교', '어제 학교에서 친구를 만났다'],
    ['Korean: an inflected form for a stem', '친구들이', '어제 학교에서 친구를 만났다'],
    ['Japanese: a verb in another form', '食べる', '昨日、寿司を食べました'],
    ['Japanese: a word in a text without spaces', '寿司', '昨日、寿司を食べました'],
    ['Japanese: a single character in a word', '水', '水道水は飲めますか'],
    ['Japanese: half-width', 'ﾃﾚﾋﾞ', 'テレビを見た'],
    ['Chinese: a word in a text without spaces', '北京', '我昨天去了北京大学'],
  ])('%s', async (_, query, text) => {
    const others = ['오늘은 비가 온다', '今日は雨が降った', '天气很好', 'nothing of this'];
    expect(await search([...others, text], query)).toEqual([text]);
  });

  it('gives k documents, 4 by default; equal ones in the given order', async () => {
    const texts = ['cat 1', 'cat 2', 'cat 3', 'cat 4', 'cat 5'];
    expect(await search(texts, 'cat')).toEqual(texts.slice(0, 4));
    expect(await search(texts, 'cat', { k: 2 })).toEqual(texts.slice(0, 2));
  });

  it('filters before it counts', async () => {
    const texts = ['cat one', 'cat two', 'cat three'];
    expect(await search(texts, 'cat', { filter: { at: [1, 2] }, k: 1 })).toEqual(['cat two']);
    expect(await search(texts, 'cat', { filter: ({ metadata }) => metadata.at === 2 })).toEqual([
      'cat three',
    ]);
  });

  it('takes words of your own, and other numbers', async () => {
    const tokenize = (text: string) => text.split('/');
    expect(await search(['a/b', 'b/c'], 'c', { tokenize })).toEqual(['b/c']);
    expect(await search(['x', 'x x x y y y'], 'x', { k1: 1.2, b: 0 })).toEqual(['x x x y y y', 'x']);
    expect(await search(['x', 'x x x y y y'], 'x', { k1: 0 })).toEqual(['x', 'x x x y y y']);
  });

  it('keeps the documents that it was given', async () => {
    const documents = [doc('cat')];
    const found = keywordRetriever(documents);
    documents[0] = doc('dog');
    expect(await lastValueFrom(found.invoke('cat'))).toEqual([doc('cat')]);
    expect(await lastValueFrom(keywordRetriever([]).invoke('cat'))).toEqual([]);
  });

  it(
    'answers at once, when its query is complete; empty source, source error',
    marbles((m) => {
      const found = keywordRetriever([doc('cat')]);
      m.expectObservable(found.stream('cat')).toBe('(x|)', { x: [doc('cat')] });
      m.expectObservable(m.cold('-c-d|', { c: 'c', d: 'at' }).pipe(found)).toBe('----(x|)', {
        x: [doc('cat')],
      });
      m.expectObservable(EMPTY.pipe(found)).toBe('|');
      m.expectObservable(throwError(() => 'e').pipe(found)).toBe('#', undefined, 'e');
      m.expectRun(found, 'cat').toTell([
        '0 on_retriever_start KeywordRetriever',
        '0 on_retriever_end KeywordRetriever',
      ]);
    }),
  );

  it('refuses numbers that cannot be', () => {
    for (const options of [{ k: 0 }, { k1: -1 }, { b: 2 }]) {
      expect(() => keywordRetriever([], options)).toThrow(expect.objectContaining({ code: 'bad_config' }));
    }
  });
});
