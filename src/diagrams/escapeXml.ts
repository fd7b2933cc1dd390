import { visibleText } from './visibleText.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text for XML, in an element or an attribute. */
export function escapeXml(text: string): string {
  return visibleText(text).replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
