import type { Message } from '../messages/Message.ts';
import { asRecord } from '../providers/asRecord.ts';
import { toolSpec } from '../providers/toolSpec.ts';
import type { AiSdkLanguageModel } from './AiSdkLanguageModel.ts';
import type { AiSdkOptions } from './AiSdkOptions.ts';
import { aiSdkPrompt } from './aiSdkPrompt.ts';

/**
 * What `doStream` takes: messages and options in the SDK's form. Options that it does not know are not sent.
 *
 * @example
 * aiSdkCall([human('hi')], { max_tokens: 10 }, 'v4').maxOutputTokens; // 10
 */
export function aiSdkCall(
  messages: readonly Message[],
  options: AiSdkOptions,
  version: AiSdkLanguageModel['specificationVersion'],
): Record<string, unknown> {
  const { stop, tools = [], tool_choice, response_format, reasoning } = options;
  const call: Record<string, unknown> = {
    prompt: aiSdkPrompt(messages, version),
    maxOutputTokens: options.max_tokens,
    temperature: options.temperature,
    topP: options.top_p,
    topK: options.top_k,
    seed: options.seed,
    frequencyPenalty: options.frequency_penalty,
    presencePenalty: options.presence_penalty,
    stopSequences: typeof stop === 'string' ? [stop] : stop,
    tools: tools.length > 0 ? tools.map(toolOf) : undefined,
    toolChoice: tool_choice && choiceOf(tool_choice),
    responseFormat: response_format && formatOf(response_format),
    reasoning: version === 'v4' ? reasoning : undefined,
    headers: options.headers,
    providerOptions: options.providerOptions,
  };
  for (const key of Object.keys(call)) if (call[key] === undefined) delete call[key];
  return call;
}

function toolOf(tool: unknown): unknown {
  const spec = toolSpec(tool);
  if (spec === undefined) return tool;
  const { parameters: inputSchema, ...fields } = spec;
  return { type: 'function', ...fields, inputSchema };
}

function choiceOf(choice: NonNullable<AiSdkOptions['tool_choice']>): unknown {
  if (choice === 'any') return { type: 'required' };
  if (typeof choice === 'string') {
    return ['auto', 'none', 'required'].includes(choice)
      ? { type: choice }
      : { type: 'tool', toolName: choice };
  }
  const name = asRecord(choice.function)?.name ?? choice.toolName ?? choice.name;
  return name === undefined ? choice : { type: 'tool', toolName: name };
}

function formatOf(format: Readonly<Record<string, unknown>>): unknown {
  if (format.type === 'json_object') return { type: 'json' };
  if (format.type !== 'json_schema') return format;
  const { name, description, schema } = asRecord(format.json_schema) ?? {};
  return {
    type: 'json',
    ...(schema !== undefined && { schema }),
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
  };
}
