import { toolSpec } from './toolSpec.ts';

/** A tool as OpenAI's chat wire and those like it have it; one in another form goes as it is. */
export function functionTool(tool: unknown): unknown {
  const spec = toolSpec(tool);
  return spec ? { type: 'function', function: spec } : tool;
}
