import type { Image } from './imageOf.ts';

/** The image as one address, its bytes as a `data:` address. */
export function imageAddress(image: Image): string {
  return 'url' in image ? image.url : `data:${image.mediaType};base64,${image.data}`;
}
