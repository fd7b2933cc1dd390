import type { RunEvent } from '../events/RunEvent.ts';

/** An event on one line, as marble tests write it: `"10 on_chat_model_stream model"`. */
export function eventLine(frame: number, { event, name }: RunEvent): string {
  return `${frame} ${event} ${name}`;
}
