import type { Document } from '../messages/Document.ts';
import { isDocument } from '../messages/isDocument.ts';

/**
 * What a tool gave, as the text that a model reads: text as it is, documents as their texts with a blank line between, everything
 * else as JSON. `undefined` where there is nothing to read. Throws what JSON throws.
 */
export function toolContent(result: unknown): string | undefined {
  if (typeof result === 'string') return result;
  if (isDocument(result)) return result.pageContent;
  if (isDocuments(result)) return result.map(({ pageContent }) => pageContent).join('\n\n');
  return JSON.stringify(result);
}

function isDocuments(result: unknown): result is readonly Document[] {
  return Array.isArray(result) && result.length > 0 && result.every(isDocument);
}
