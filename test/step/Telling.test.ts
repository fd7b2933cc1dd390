import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { ofEvent } from '../../operators/ofEvent.ts';
import { jsonParser } from '../../src/parsers/jsonParser.ts';
import { chain } from '../../src/runnables/chain.ts';
import { fakeChatModel } from '../../src/testing/fakeChatModel.ts';

describe('Telling', () => {
  it('tells and hands on a last chunk that is null, as a silent run does', async () => {
    const parsed = chain(fakeChatModel(['nu', 'll']), jsonParser());
    const told = parsed.streamEvents('q').pipe(ofEvent('on_parser_stream'), toArray());
    expect((await lastValueFrom(told)).map(({ data }) => data.chunk)).toEqual([null]);
    expect(await lastValueFrom(parsed.stream('q').pipe(toArray()))).toEqual([null]);
  });
});
