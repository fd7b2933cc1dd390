import { z } from 'zod';
import { type Tool, tool } from '../tools/tool.ts';
import type { MarbleContext } from './MarbleContext.ts';
import { MarbleScripts } from './MarbleScripts.ts';
import type { SubscriptionLog } from './SubscriptionLog.ts';

export interface MarbleToolCall {
  readonly frame: number;
  readonly input: unknown;
}

/** A tool that takes anything and plays scripts; it gives its values joined, when its script ends. */
export interface MarbleTool extends Tool<z.ZodUnknown, unknown> {
  readonly calls: readonly MarbleToolCall[];
  readonly subscriptions: SubscriptionLog[];
}

export function marbleTool(
  context: MarbleContext,
  scripts: string | readonly string[],
  values?: Readonly<Record<string, unknown>>,
  error?: unknown,
): MarbleTool {
  const calls: MarbleToolCall[] = [];
  const results = new MarbleScripts<unknown>(context, 'm.tool', scripts, {
    values,
    otherwise: (letter) => letter,
    error,
  });
  const made = tool(
    (input) => {
      calls.push({ frame: context.scheduler.frame, input });
      return results.play();
    },
    { name: 'MarbleTool', description: 'Plays a script.', schema: z.unknown() },
  );
  return Object.assign(made, { calls, subscriptions: results.subscriptions });
}
