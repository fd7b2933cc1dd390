import { describe, expect, it } from 'vitest';
import { addUsage } from '../../operators/addUsage.ts';
import type { UsageMetadata } from '../../src/messages/UsageMetadata.ts';
import { deepFreeze } from './deepFreeze.ts';

const usage = (json: string): UsageMetadata => deepFreeze(JSON.parse(json) as UsageMetadata);

describe('addUsage', () => {
  it('adds every field, with the details that only one side has', () => {
    const left = usage(
      '{"input_tokens":3,"output_tokens":1,"total_tokens":4,"input_token_details":{"cache_read":1}}',
    );
    const right = usage(
      '{"input_tokens":0,"output_tokens":2,"total_tokens":2,"output_token_details":{"reasoning":2}}',
    );
    const sum =
      '{"input_tokens":3,"output_tokens":3,"total_tokens":6,"input_token_details":{"cache_read":1},"output_token_details":{"reasoning":2}}';
    expect(addUsage(left, right)).toStrictEqual(usage(sum));
  });

  it('lets null yield', () => {
    const left = usage('{"input_tokens":3,"output_tokens":null,"total_tokens":4}');
    const right = usage(
      '{"input_tokens":null,"output_tokens":2,"total_tokens":2,"input_token_details":null}',
    );
    expect(addUsage(left, right)).toStrictEqual({ input_tokens: 3, output_tokens: 2, total_tokens: 6 });
  });
});
