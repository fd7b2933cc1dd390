import type { AgentChunk } from 'rxchain';

/** What an agent does, for the screen: it says something, or a tool works for it. */
export type TravelStep =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'tool';
      readonly id: string;
      readonly name: string;
      readonly args: string;
      readonly state: 'asking' | 'working' | 'done' | 'failed' | 'refused';
      readonly result?: string;
    };

/** The steps with one more chunk; steps that it does not concern stay the same objects. */
export function addToSteps(steps: readonly TravelStep[], chunk: AgentChunk): readonly TravelStep[] {
  switch (chunk.type) {
    case 'ai_chunk': {
      const text = typeof chunk.content === 'string' ? chunk.content : '';
      const last = steps.at(-1);
      if (text === '') return steps;
      if (last?.kind !== 'text') return [...steps, { kind: 'text', text }];
      return [...steps.slice(0, -1), { kind: 'text', text: last.text + text }];
    }
    case 'approval_request':
    case 'tool_start': {
      const { id = '', name, args } = chunk.call;
      const state = chunk.type === 'tool_start' ? 'working' : 'asking';
      const step = { kind: 'tool', id, name, args: JSON.stringify(args), state } as const;
      const isStep = (known: TravelStep): boolean => known.kind === 'tool' && known.id === id;
      return steps.some(isStep) ? steps.map((known) => (isStep(known) ? step : known)) : [...steps, step];
    }
    case 'tool': {
      const result = typeof chunk.content === 'string' ? chunk.content : JSON.stringify(chunk.content);
      return steps.map((step) => {
        if (step.kind !== 'tool' || step.id !== chunk.tool_call_id) return step;
        // A call that was refused is answered without a start.
        const failed = step.state === 'asking' ? 'refused' : 'failed';
        return { ...step, result, state: chunk.status === 'error' ? failed : 'done' };
      });
    }
  }
}
