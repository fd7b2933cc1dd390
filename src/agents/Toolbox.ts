import {
  catchError,
  concat,
  connect,
  defaultIfEmpty,
  defer,
  filter,
  from,
  map,
  merge,
  mergeMap,
  type Observable,
  type ObservableInput,
  of,
  take,
  throwError,
  timeout,
} from 'rxjs';
import { asObservable } from '../../operators/asObservable.ts';
import { isWrappedSchema } from '../../operators/isWrappedSchema.ts';
import { parseWith } from '../../operators/parseWith.ts';
import { schemaMismatch } from '../../operators/schemaMismatch.ts';
import type { AIMessage } from '../messages/AIMessage.ts';
import type { InvalidToolCall } from '../messages/InvalidToolCall.ts';
import { isMessage } from '../messages/isMessage.ts';
import type { ToolCall } from '../messages/ToolCall.ts';
import { type ToolMessage, toolMessage } from '../messages/toolMessage.ts';
import { RunnableError } from '../RunnableError.ts';
import type { RunConfig } from '../run/RunConfig.ts';
import { checkLimit } from '../step/inOrder.ts';
import type { Step } from '../step/Step.ts';
import type { StepRun } from '../step/StepRun.ts';
import { toStep } from '../step/toStep.ts';
import type { ApprovalRequest, ToolStart } from './AgentChunk.ts';
import type { AgentTool } from './AgentTool.ts';
import { toolContent } from './toolContent.ts';

/** Whether a call may be run; a refusal may say why, for the model. */
export type Approval = boolean | { readonly approved: boolean; readonly reason?: string | undefined };

export interface ToolboxOptions {
  /** What the model may ask for; their names differ. */
  readonly tools: readonly AgentTool[];
  /** How many tools work at the same time (default: all that a reply asks for). Calls that wait for approval do not count. */
  readonly maxConcurrency?: number | undefined;
  /** Milliseconds that a tool may take (default 120,000; 0: as long as it likes). Past them it is cancelled (`timeout`). */
  readonly toolTimeout?: number | undefined;
  /**
   * What becomes of a call that goes wrong: the model is told (`feedBack`, the default), the agent fails (`fail`), or the model
   * is told what the function returns.
   */
  readonly onToolError?:
    | 'feedBack'
    | 'fail'
    | ((error: RunnableError, call: Partial<ToolCall>) => string)
    | undefined;
  /**
   * Asked before a tool with `needsApproval` runs. The first value decides: `true`, or `approved: true` in a record, is approval,
   * anything else and nothing at all a refusal. An error ends the agent. Unsubscribed when the agent is.
   */
  readonly approve?:
    | ((request: ApprovalRequest, config: RunConfig) => Approval | ObservableInput<Approval>)
    | undefined;
}

interface Known {
  readonly tool: AgentTool;
  readonly step: Step;
  readonly isWrapped: boolean;
}

/** A call that may be run now. */
interface Permit {
  readonly type: 'permit';
  readonly known: Known;
  readonly call: ToolCall;
  readonly args: unknown;
}

type Item = ApprovalRequest | ToolStart | ToolMessage;

/** The tools of an agent, and how the calls of a reply are run with them. */
export class Toolbox {
  readonly #name: string;
  readonly #options: ToolboxOptions;
  readonly #tools: ReadonlyMap<string, Known>;

  /** `name` is the agent's, for errors. */
  constructor(name: string, options: ToolboxOptions) {
    this.#name = name;
    this.#options = options;
    checkLimit(options.maxConcurrency ?? 1, name);
    const { tools, toolTimeout = 0 } = options;
    if (!(toolTimeout >= 0)) throw this.#refused(`toolTimeout must be 0 or more; got ${toolTimeout}`);
    this.#tools = new Map(tools.map((tool) => [tool.name, this.#knownOf(tool)]));
    if (this.#tools.size < tools.length) {
      throw this.#refused(`two tools have the same name: ${tools.map((tool) => tool.name).join(', ')}`);
    }
  }

  /** Runs the calls of a reply side by side: what happens, as it happens. Completes when every call has its answer. */
  answer(reply: AIMessage, run: StepRun, tag: string): Observable<Item> {
    const { tool_calls = [], invalid_tool_calls = [] } = reply;
    const { maxConcurrency = Number.POSITIVE_INFINITY } = this.#options;
    const decided = concat(
      from(tool_calls).pipe(map((call) => this.#decide(call, run))),
      from(invalid_tool_calls).pipe(map((call) => this.#invalid(call))),
    ).pipe(mergeMap((items) => items));
    // Calls are independent; those that wait for approval hold no other up.
    return decided.pipe(
      connect((items) =>
        merge(
          items.pipe(filter((item) => item.type !== 'permit')),
          items.pipe(
            filter((item) => item.type === 'permit'),
            mergeMap((permit) => this.#work(permit, run, tag), maxConcurrency),
          ),
        ),
      ),
    );
  }

  #knownOf(tool: AgentTool): Known {
    const step = toStep(tool, this.#name);
    if (tool.schema === undefined || tool.description === undefined) {
      throw this.#refused(`${tool.name} has no schema or no description; make tools with tool()`);
    }
    if (tool.needsApproval && this.#options.approve === undefined) {
      throw this.#refused(`${tool.name} needs approval; give \`approve\``);
    }
    return { tool, step, isWrapped: isWrappedSchema(tool.schema) };
  }

  #decide(call: ToolCall, run: StepRun): Observable<Item | Permit> {
    return defer(() => {
      const known = this.#tools.get(call.name);
      if (known === undefined) return this.#failed(call, this.#unknown(call.name));
      const args = known.isWrapped ? call.args.input : call.args;
      const permit: Permit = { type: 'permit', known, call, args };
      const { needsApproval = false, schema } = known.tool;
      if (needsApproval === false) return of(permit);
      // Nobody is asked about a call that cannot be run anyway.
      const { success, data, error } = parseWith(schema, args, `The tool ${call.name}`);
      if (!success) {
        return this.#failed(call, schemaMismatch(`The arguments for ${call.name} do not fit`, error, args));
      }
      if (typeof needsApproval === 'function' && !needsApproval(data as never)) return of(permit);
      const request: ApprovalRequest = { type: 'approval_request', call };
      return concat(
        of(request),
        defer(() => {
          const answer: unknown = this.#options.approve!(request, run.config());
          return asObservable(answer) ?? of(answer);
        }).pipe(
          take(1),
          defaultIfEmpty<unknown, unknown>(false),
          map((approval) => (isApproved(approval) ? permit : refusal(call, approval))),
        ),
      );
    });
  }

  #work({ known, call, args }: Permit, run: StepRun, tag: string): Observable<Item> {
    const { toolTimeout = 120_000 } = this.#options;
    const metadata = { tool_call_id: call.id };
    const result = run
      .child(known.step, { value: args }, { isInvoked: true, tag, config: { metadata } })
      .pipe(defaultIfEmpty(undefined));
    const limited = toolTimeout === 0 ? result : result.pipe(timeout({ first: toolTimeout, with: late }));
    function late(): Observable<never> {
      return throwError(() => tookTooLong(call.name, toolTimeout));
    }
    const start: ToolStart = { type: 'tool_start', call };
    return concat(
      of(start),
      limited.pipe(
        map((value) => answerOf(call, value)),
        catchError((error: unknown) => this.#failed(call, toolError(call.name, error))),
      ),
    );
  }

  #invalid(call: InvalidToolCall): Observable<Item> {
    const name = call.name ?? 'a tool without a name';
    const error = new RunnableError(`The call of ${name} cannot be run. ${call.error}`, {
      code: 'bad_arguments',
      partial: call.args,
    });
    return this.#failed(
      { ...(call.id !== undefined && { id: call.id }), ...(call.name && { name: call.name }) },
      error,
    );
  }

  /** The answer to a call that went wrong, or the end of the agent. */
  #failed(call: Partial<ToolCall>, error: RunnableError): Observable<ToolMessage> {
    const { onToolError = 'feedBack' } = this.#options;
    if (onToolError === 'fail') return throwError(() => error);
    return defer(() => {
      const content = onToolError === 'feedBack' ? `Error: ${toldOf(error)}` : onToolError(error, call);
      return of(errorMessage(call, content));
    });
  }

  #unknown(name: string): RunnableError {
    const known = [...this.#tools.keys()].join(', ') || 'none';
    return new RunnableError(`There is no tool ${JSON.stringify(name)}; there are: ${known}.`, {
      code: 'unknown_tool',
    });
  }

  #refused(what: string): RunnableError {
    return new RunnableError(`${this.#name}: ${what}.`, { code: 'bad_config' });
  }
}

function answerOf(call: ToolCall, result: unknown): ToolMessage {
  const named = { tool_call_id: call.id!, name: call.name };
  if (isMessage(result) && result.type === 'tool') return { ...named, ...result, tool_call_id: call.id! };
  const content = toolContent(result);
  if (content === undefined) {
    throw new RunnableError(`The tool ${call.name} gave nothing that a model can read (${typeof result}).`, {
      code: 'tool_no_output',
    });
  }
  return toolMessage({ ...named, content, status: 'success' });
}

/** A gate opens for nothing but a clear yes. */
function isApproved(answer: unknown): boolean {
  return answer === true || fieldsOf(answer).approved === true;
}

function refusal(call: ToolCall, answer: unknown): ToolMessage {
  const { reason } = fieldsOf(answer);
  return errorMessage(call, reason === undefined ? 'Not approved.' : `Not approved: ${reason}`);
}

function fieldsOf(answer: unknown): { readonly approved?: unknown; readonly reason?: unknown } {
  return typeof answer === 'object' && answer !== null ? answer : {};
}

function errorMessage({ id = '', name }: Partial<ToolCall>, content: string): ToolMessage {
  return toolMessage({ content, tool_call_id: id, status: 'error', ...(name !== undefined && { name }) });
}

/** Errors of ours have their code; one of the tool's own becomes the cause, since its message may hold what is secret. */
function toolError(name: string, error: unknown): RunnableError {
  if (error instanceof RunnableError) return error;
  return new RunnableError(`The tool ${name} failed; see \`cause\`.`, { code: 'tool_failed', cause: error });
}

function tookTooLong(name: string, ms: number): RunnableError {
  return new RunnableError(`The tool ${name} took longer than ${ms} ms and was cancelled.`, {
    code: 'timeout',
    retryable: true,
  });
}

/** What the model is told of an error: of one of the tool's own, its own words. */
function toldOf(error: RunnableError): string {
  if (error.code !== 'tool_failed') return error.message;
  return error.cause instanceof Error ? error.cause.message : String(error.cause);
}
