import type { Join } from '../../operators/Join.ts';
import { MessageSum } from '../../operators/MessageSum.ts';
import type { Sum } from '../../operators/Sum.ts';
import { wholeMessage } from '../../operators/wholeMessage.ts';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { ToolMessage } from '../messages/toolMessage.ts';
import type { AgentChunk, AgentMessage } from './AgentChunk.ts';
import { withCallIds } from './withCallIds.ts';

/** A turn as far as it has come. */
type Part = AIMessage | AIMessageChunk | ToolMessage;

/** What may be joined: what an agent streams, or what has been joined before. */
type Piece = AgentChunk | AIMessage | readonly Part[];

/** The join of agents: the pieces of a reply add, answers of tools stand behind it; the whole is a list of messages. */
export const joinTurns: Join<Piece> & { whole(value: Piece): AgentMessage[] } = /* @__PURE__ */ Object.assign(
  (left: Piece, right: Piece): Piece => {
    const sum = new TurnSum();
    sum.add(left);
    sum.add(right);
    return sum.value;
  },
  {
    sum: (): Sum<Piece> => new TurnSum(),
    whole: (value: Piece): AgentMessage[] => inCallOrder(isList(value) ? value : [value as Part]),
  },
);

/** Whole messages, the answers of tools in the order of the calls, as the model was given them. */
function inCallOrder(parts: readonly Part[]): AgentMessage[] {
  const messages: AgentMessage[] = [];
  let answers: ToolMessage[] = [];
  let ids: readonly unknown[] = [];
  let turn = 0;
  const close = (): void => {
    answers.sort((left, right) => ids.indexOf(left.tool_call_id) - ids.indexOf(right.tool_call_id));
    messages.push(...answers);
    answers = [];
  };
  for (const part of parts) {
    if (part.type === 'tool') {
      answers.push(part);
      continue;
    }
    close();
    const reply = withCallIds(part.type === 'ai_chunk' ? wholeMessage(part) : part, turn++);
    ids = [...(reply.tool_calls ?? []), ...(reply.invalid_tool_calls ?? [])].map(({ id }) => id);
    messages.push(reply);
  }
  close();
  return messages;
}

class TurnSum implements Sum<Piece> {
  isEmpty = true;
  readonly #done: Part[] = [];
  #reply: MessageSum | undefined;
  #value: readonly Part[] | undefined;

  add(piece: Piece): void {
    this.isEmpty = false;
    this.#value = undefined;
    if (isList(piece)) {
      for (const part of piece) this.#addPart(part);
    } else if (piece.type !== 'tool_start' && piece.type !== 'approval_request') {
      this.#addPart(piece);
    }
  }

  get value(): readonly Part[] {
    this.#value ??= this.#reply === undefined ? [...this.#done] : [...this.#done, this.#reply.value];
    return this.#value;
  }

  #addPart(part: Part): void {
    if (part.type === 'ai_chunk') {
      this.#reply ??= new MessageSum();
      this.#reply.add(part);
      return;
    }
    if (this.#reply !== undefined) this.#done.push(this.#reply.value);
    this.#reply = undefined;
    this.#done.push(part);
  }
}

function isList(piece: Piece): piece is readonly Part[] {
  return Array.isArray(piece);
}
