import type { ContentBlock } from '../messages/ContentBlock.ts';

/** An image of a message: where it is, or its bytes in base64. */
export type Image = { readonly url: string } | { readonly data: string; readonly mediaType: string };

/** Reads an image block, `{ type: 'image_url', image_url }` or `{ type: 'image', url | data, mimeType }`; undefined for other blocks. */
export function imageOf(block: ContentBlock): Image | undefined {
  if (block.type !== 'image_url' && block.type !== 'image') return undefined;
  const { image_url, url, data, mimeType, mime_type } = block;
  if (typeof data === 'string') return { data, mediaType: String(mimeType ?? mime_type ?? 'image/png') };
  const address = url ?? (image_url as { url?: unknown } | undefined)?.url ?? image_url;
  if (typeof address !== 'string') return undefined;
  const inline = /^data:([^;,]+);base64,/.exec(address);
  return inline
    ? { data: address.slice(inline[0].length), mediaType: inline[1] as string }
    : { url: address };
}
