import { isRecord } from '../../operators/isRecord.ts';
import { jsonSchemaOf } from '../../operators/jsonSchemaOf.ts';
import type { Message } from '../messages/Message.ts';
import { RunnableError } from '../RunnableError.ts';
import type { ModelOptions } from './ModelOptions.ts';

/**
 * The same text for the same question: the messages without their ids and what providers told about them, and the options without
 * the signal, members in alphabetical order. A tool counts by its name, description and JSON Schema. An option that is no data is
 * a `RunnableError` (`bad_config`).
 */
export function cacheKey(messages: readonly Message[], options: ModelOptions): string {
  const asked = messages.map((message) => {
    const { id: _id, response_metadata: _response, ...said } = message;
    if (said.type !== 'ai' && said.type !== 'ai_chunk') return said;
    const { usage_metadata: _usage, ...reply } = said;
    return reply;
  });
  const given = Object.entries(options).filter(([name]) => name !== 'signal');
  return write([asked, Object.fromEntries(given)]);
}

function write(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null)).join()}]`;
  if (typeof value === 'function' || isTool(value)) return write(toolData(value));
  if (isRecord(value) && '~standard' in value) return write(jsonSchemaOf(value, 'an option'));
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${write(value[key])}`);
  return `{${members.join()}}`;
}

function isTool(value: unknown): boolean {
  return isRecord(value) && isRecord(value.schema) && '~standard' in value.schema;
}

function toolData(value: unknown): unknown {
  const { name, description, schema } = value as Readonly<Record<string, unknown>>;
  if (schema === undefined) {
    throw new RunnableError(
      `withCache: the option ${JSON.stringify(name)} is a function, which has no place in a key. Give withCache a \`key\` of your own.`,
      { code: 'bad_config' },
    );
  }
  return { name, description, schema: jsonSchemaOf(schema, `the tool ${String(name)}`) };
}
