import { concat, defer, EMPTY, expand, filter, type Observable, of, tap, throwError } from 'rxjs';
import { MessageSum } from '../../operators/MessageSum.ts';
import { wholeMessage } from '../../operators/wholeMessage.ts';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { AIMessageChunk } from '../messages/AIMessageChunk.ts';
import type { Message } from '../messages/Message.ts';
import { system } from '../messages/system.ts';
import { toMessages } from '../messages/toMessages.ts';
import type { ToolMessage } from '../messages/toolMessage.ts';
import type { ModelInput } from '../models/ModelInput.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import { toStep } from '../step/toStep.ts';
import type { AgentChunk, AgentMessage } from './AgentChunk.ts';
import { joinTurns } from './joinTurns.ts';
import { Toolbox, type ToolboxOptions } from './Toolbox.ts';
import { withCallIds } from './withCallIds.ts';

/** A chat model, or another runnable from messages to a reply; `bindTools` is called where it is there. */
export interface AgentModel extends Runnable<readonly Message[], AIMessage, AIMessageChunk> {
  readonly bindTools?: ((tools: readonly unknown[]) => AgentModel) | undefined;
}

export interface AgentOptions extends ToolboxOptions {
  readonly model: AgentModel;
  /** Stands before the input: a text for the system, or messages. */
  readonly prompt?: string | Message | readonly Message[] | undefined;
  /** How often the model is asked at most (default 10). A reply with calls in the last turn is an error (`too_many_turns`). */
  readonly maxTurns?: number | undefined;
  /** The name of its runs (default `Agent`). */
  readonly name?: string | undefined;
}

/**
 * A model that uses tools until it has the answer: its calls are run, side by side, and the model is asked again with what they
 * gave, until a reply asks for nothing. Streams the tokens of every reply, requests for approval, starts of tools and their
 * answers, as they happen; an invoke gives all messages that it adds to the conversation, the answer last.
 *
 * Completes with the first reply without calls. Each reply and each tool is a child run; a tool's run has the id of its call in
 * its metadata (`tool_call_id`). Only calls that are complete are run. What goes wrong with a call is told to the model, or ends
 * the agent with a code of its own (docs/agents.md). Errors of the model go through unchanged. Empty input: nothing runs.
 * Unsubscribing cancels the model, or every tool that works and every approval that is waited for.
 *
 * @example
 * const add = tool(({ a, b }) => a + b, { name: 'add', description: 'adds', schema: z.object({ a: z.number(), b: z.number() }) });
 * agent({ model, tools: [add], prompt: 'You are terse.' }).stream('What is 1 + 2?').subscribe((chunk) => show(chunk));
 */
export function agent(options: AgentOptions): Runnable<ModelInput, AgentMessage[], AgentChunk> {
  const { model, tools, prompt = [], maxTurns = 10, name = 'Agent' } = options;
  if (!(maxTurns >= 1)) {
    throw new RunnableError(`${name}: maxTurns must be at least 1; got ${maxTurns}.`, { code: 'bad_config' });
  }
  const toolbox = new Toolbox(name, options);
  const first = typeof prompt === 'string' ? [system(prompt)] : toMessages(prompt);
  const asked = tools.length > 0 && model.bindTools !== undefined ? model.bindTools(tools) : model;
  const loop = new Loop(name, toStep(asked, name), toolbox, maxTurns);
  return runnable<ModelInput, AgentMessage[], AgentChunk>({
    name,
    type: 'chain',
    join: joinTurns,
    once: (input, run) => loop.run([...first, ...toMessages(input)], run),
  });
}

/** The model is to be asked. */
interface Turn {
  readonly type: 'turn';
  readonly number: number;
  /** What the model is given, and the part of it that the agent has added. */
  readonly messages: readonly Message[];
  readonly added: readonly AgentMessage[];
}

class Loop {
  readonly #name: string;
  readonly #model: Step;
  readonly #toolbox: Toolbox;
  readonly #maxTurns: number;

  constructor(name: string, model: Step, toolbox: Toolbox, maxTurns: number) {
    this.#name = name;
    this.#model = model;
    this.#toolbox = toolbox;
    this.#maxTurns = maxTurns;
  }

  run(messages: readonly Message[], run: StepRun): Observable<AgentChunk> {
    const first: Turn = { type: 'turn', number: 1, messages, added: [] };
    return of<Turn | AgentChunk>(first).pipe(
      expand((item) => (item.type === 'turn' ? this.#take(item, run) : EMPTY)),
      filter((item) => item.type !== 'turn'),
    );
  }

  /** Asks the model, runs the calls of its reply, and gives the next turn last, if there is one. */
  #take(turn: Turn, run: StepRun): Observable<Turn | AgentChunk> {
    return defer(() => {
      const sum = new MessageSum();
      const tag = `turn:${turn.number}`;
      const chunks = run.child(this.#model, { value: turn.messages }, { tag }) as Observable<AIMessageChunk>;
      return concat(
        chunks.pipe(tap((chunk) => sum.add(chunk))),
        defer(() => this.#follow(turn, sum, run, tag)),
      );
    });
  }

  #follow(turn: Turn, sum: MessageSum, run: StepRun, tag: string): Observable<Turn | AgentChunk> {
    if (sum.isEmpty) return throwError(() => gaveNothing(this.#name, this.#model.name));
    const reply = withCallIds(wholeMessage(sum.value), turn.number - 1);
    if (!reply.tool_calls?.length && !reply.invalid_tool_calls?.length) return EMPTY;
    const added = [...turn.added, reply];
    if (turn.number >= this.#maxTurns)
      return throwError(() => tooManyTurns(this.#name, this.#maxTurns, added));
    const answers = new Map<string, ToolMessage>();
    return concat(
      this.#toolbox.answer(reply, run, tag).pipe(
        tap((item) => {
          if (item.type === 'tool') answers.set(item.tool_call_id, item);
        }),
      ),
      defer(() => of(nextTurn(turn, reply, answers))),
    );
  }
}

/** Answers stand in the order of their calls, whichever came first. */
function nextTurn(turn: Turn, reply: AIMessage, answers: ReadonlyMap<string, ToolMessage>): Turn {
  const { tool_calls = [], invalid_tool_calls = [] } = reply;
  const ordered = [...tool_calls, ...invalid_tool_calls].flatMap(({ id }) => answers.get(id!) ?? []);
  const added = [reply, ...ordered];
  return {
    type: 'turn',
    number: turn.number + 1,
    messages: [...turn.messages, ...added],
    added: [...turn.added, ...added],
  };
}

function gaveNothing(name: string, model: string): RunnableError {
  return new RunnableError(`${name}: the model ${model} completed without a reply.`, { code: 'no_output' });
}

function tooManyTurns(name: string, maxTurns: number, partial: readonly AgentMessage[]): RunnableError {
  return new RunnableError(
    `${name} still asks for tools after ${maxTurns} turns. Give a higher maxTurns, or a prompt that leads to an end.`,
    { code: 'too_many_turns', partial },
  );
}
