import type { ContentBlock } from '../messages/ContentBlock.ts';
import { imageOf } from '../providers/imageOf.ts';
import { RunnableError } from '../RunnableError.ts';

/** A file of a message: bytes in base64, or where it is. */
export interface AiSdkFile {
  readonly data?: string;
  readonly url?: URL;
  readonly mediaType: string;
  readonly filename?: string;
}

/**
 * Reads an image block as the providers take it, or a `file` or `audio` block `{ type, data | url, mimeType, filename? }`.
 * Undefined for other blocks, and for a file part in the SDK's own form.
 */
export function aiSdkFile(block: ContentBlock): AiSdkFile | undefined {
  const image = imageOf(block);
  if (image !== undefined) {
    return 'url' in image
      ? { url: address(image.url), mediaType: 'image/*' }
      : { data: image.data, mediaType: image.mediaType };
  }
  if (block.type !== 'file' && block.type !== 'audio') return undefined;
  const { data, url, mimeType = block.mime_type, filename } = block;
  if (typeof mimeType !== 'string') return undefined;
  const named = typeof filename === 'string' ? { filename } : {};
  if (typeof data === 'string') return { data, mediaType: mimeType, ...named };
  return typeof url === 'string' ? { url: address(url), mediaType: mimeType, ...named } : undefined;
}

function address(url: string): URL {
  try {
    return new URL(url);
  } catch (cause) {
    throw new RunnableError(`A file of a message needs a whole address; got "${url.slice(0, 80)}".`, {
      code: 'bad_input',
      cause,
    });
  }
}
