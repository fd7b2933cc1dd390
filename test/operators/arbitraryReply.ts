import fc from 'fast-check';
import type { AIMessageChunk } from '../../src/messages/AIMessageChunk.ts';
import { aiChunk } from '../../src/messages/aiChunk.ts';
import type { ContentBlock } from '../../src/messages/ContentBlock.ts';
import { deepFreeze } from './deepFreeze.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '😀', '{', '"'), maxLength: 4 });
const key = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'toString');
const count = fc.nat(9);
const index = fc.constantFrom<number | string>(0, 1, 2, '0', '1');
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(fields, { noNullPrototype: true });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const usage = fc.record(
  {
    input_tokens: count,
    output_tokens: count,
    total_tokens: count,
    input_token_details: fc.record(
      { cache_read: count, cache_creation: count },
      { noNullPrototype: true, requiredKeys: [] },
    ),
    output_token_details: fc.record({ reasoning: count }, { noNullPrototype: true, requiredKeys: [] }),
  },
  { noNullPrototype: true, requiredKeys: ['input_tokens', 'output_tokens', 'total_tokens'] },
);

const fragments = fc.array(
  fc.oneof(
    record({ index, args: text }),
    record({ index, name: text, args: fc.constantFrom('', null, '{"a', '":1}') }),
    record({ args: text }),
    record({ name: text, id: fc.constantFrom('c1', 'c2', ''), args: text }),
  ),
  { maxLength: 3 },
);

/** Facts told again, values of one kind per key: here every grouping gives the same. */
const response = fc.record(
  {
    finish_reason: fc.constantFrom(null, 'stop'),
    model_name: fc.constantFrom('', 'm'),
    created: count,
    nested: fc.dictionary(key, fc.constantFrom(null, 1, 1), { noNullPrototype: true }),
    tokens: fc.array(record({ token: text })),
  },
  { noNullPrototype: true, requiredKeys: [] },
);

const extra = fc.record(
  {
    reasoning_content: text,
    nested: fc.dictionary(key, text, { noNullPrototype: true }),
    parts: fc.array(record({ index, arguments: text }), { maxLength: 2 }),
  },
  { noNullPrototype: true, requiredKeys: [] },
);

const block: fc.Arbitrary<ContentBlock> = fc.oneof(
  record({ type: fc.constant('text'), text }),
  record({ type: fc.constant('text'), index, text }),
  record({ type: fc.constant('reasoning'), index, text }),
  record({ type: fc.constant('image'), url: text }),
);

/** The pieces of a reply, frozen: with content of one kind, as providers send it. */
export const arbitraryReply: fc.Arbitrary<readonly AIMessageChunk[]> = fc
  .constantFrom<fc.Arbitrary<string | readonly ContentBlock[]>>(text, fc.array(block, { maxLength: 3 }))
  .chain((content) =>
    fc.array(
      fc
        .record({
          content,
          id: maybe(fc.constantFrom('run-1', 'run-2', 'p1', 'p2')),
          name: maybe(fc.constantFrom('n1', 'n2')),
          tool_call_chunks: maybe(fragments),
          usage_metadata: maybe(usage),
          response_metadata: maybe(response),
          additional_kwargs: maybe(extra),
        })
        .map((fields) => deepFreeze(aiChunk(fields))),
      { minLength: 1, maxLength: 8 },
    ),
  );
