import type { RunEvent } from '../../src/events/RunEvent.ts';

export interface TextFrame {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: unknown;
}

/** The events in the text of an event stream, read by the letter of the standard. */
export function framesOf(text: string): readonly TextFrame[] {
  const frames: TextFrame[] = [];
  for (const block of text.split('\n\n').slice(0, -1)) {
    const data: string[] = [];
    let event = 'message';
    let id: string | undefined;
    for (const line of block.split('\n')) {
      const [, field, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (field === 'data') data.push(value);
      if (field === 'event') event = value;
      if (field === 'id') id = value;
    }
    if (data.length > 0) frames.push({ event, id, data: JSON.parse(data.join('\n')) });
  }
  return frames;
}

export function eventsOf(text: string): readonly RunEvent[] {
  return framesOf(text)
    .filter(({ event }) => event === 'message')
    .map(({ data }) => data as RunEvent);
}
