/**
 * One block of a message that is more than text: `{ type: 'text', text }`, an image, a piece of reasoning, whatever the
 * provider knows. Blocks that carry the same `index` in successive chunks are parts of one block.
 */
export interface ContentBlock {
  readonly type: string;
  readonly text?: string;
  readonly index?: number | string;
  readonly id?: string;
  readonly [field: string]: unknown;
}
