import { formatValue } from './formatValue.ts';
import type { TemplatePart } from './parseTemplate.ts';
import { variableOf } from './variableOf.ts';

/** The text of a parsed template with the variables of an input. One pass: what a value holds is never read as template. */
export function formatTemplate(parts: readonly TemplatePart[], input: unknown, prompt: string): string {
  let text = '';
  for (const part of parts) {
    text +=
      typeof part === 'string'
        ? part
        : formatValue(variableOf(input, part.variable, prompt), `${prompt}: "${part.variable}"`);
  }
  return text;
}
