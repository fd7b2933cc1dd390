import type { UsageMetadata } from '../messages/UsageMetadata.ts';

/** Usage from a provider's counts; what is no number counts as 0, a detail that is no number is left out. */
export function usageOf(
  input: unknown,
  output: unknown,
  total?: unknown,
  inputDetails?: Readonly<Record<string, unknown>>,
  outputDetails?: Readonly<Record<string, unknown>>,
): UsageMetadata {
  const input_tokens = count(input) ?? 0;
  const output_tokens = count(output) ?? 0;
  const input_token_details = numbersOf(inputDetails);
  const output_token_details = numbersOf(outputDetails);
  return {
    input_tokens,
    output_tokens,
    total_tokens: count(total) ?? input_tokens + output_tokens,
    ...(input_token_details && { input_token_details }),
    ...(output_token_details && { output_token_details }),
  };
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function numbersOf(details: Readonly<Record<string, unknown>> = {}): Record<string, number> | undefined {
  const entries = Object.entries(details).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
