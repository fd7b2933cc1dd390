import type { Document } from './Document.ts';

/** Whether a value is a document: a record with a `pageContent` of text and a record of `metadata`. */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { pageContent, metadata } = value as Partial<Document>;
  return typeof pageContent === 'string' && typeof metadata === 'object' && metadata !== null;
}
