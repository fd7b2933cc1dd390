import { asRecord } from '../providers/asRecord.ts';

/**
 * The finish reason that LangChain's integrations tell, each under its own name, in the metadata of a message. Of OpenAI's
 * responses it is the status: complete with or without calls, or why not.
 */
export function finishReasonOf(
  metadata: Readonly<Record<string, unknown>> | undefined,
  hasCalls: boolean,
): string | undefined {
  if (metadata === undefined) return undefined;
  for (const name of ['finish_reason', 'stop_reason', 'done_reason', 'finishReason', 'stopReason']) {
    const reason = metadata[name];
    if (typeof reason === 'string' && reason !== '') return reason;
  }
  const nested = asRecord(metadata.messageStop);
  if (nested) return finishReasonOf(nested, hasCalls);
  const { status, incomplete_details } = metadata;
  if (status === 'completed') return hasCalls ? 'tool_calls' : 'stop';
  if (status !== 'incomplete') return undefined;
  const reason = asRecord(incomplete_details)?.reason;
  return reason === 'max_output_tokens' ? 'length' : typeof reason === 'string' ? reason : 'incomplete';
}
