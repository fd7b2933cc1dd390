import { setOwn } from '../src/messages/setOwn.ts';
import type { UsageMetadata } from '../src/messages/UsageMetadata.ts';
import { isRecord } from './isRecord.ts';

/**
 * Adds the tokens of two pieces field by field, details included; what one side lacks is taken from the other.
 *
 * @example
 * addUsage({ input_tokens: 3, output_tokens: 0, total_tokens: 3 }, { input_tokens: 0, output_tokens: 2, total_tokens: 2 });
 * // { input_tokens: 3, output_tokens: 2, total_tokens: 5 }
 */
export function addUsage(left: UsageMetadata, right: UsageMetadata): UsageMetadata {
  return addNumbers(left, right) as unknown as UsageMetadata;
}

function addNumbers(left: object, right: object): object {
  const sum = { ...left };
  for (const [field, more] of Object.entries(right)) {
    const had: unknown = Object.hasOwn(left, field) ? (left as Record<string, unknown>)[field] : undefined;
    if (more === undefined || more === null) {
      continue;
    }
    if (typeof had === 'number' && typeof more === 'number') {
      setOwn(sum, field, had + more);
    } else {
      setOwn(sum, field, isRecord(had) && isRecord(more) ? addNumbers(had, more) : more);
    }
  }
  return sum;
}
