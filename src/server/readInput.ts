import type { ZodType } from 'zod';
import { isRecord } from '../../operators/isRecord.ts';
import type { EventRequest } from './EventRequest.ts';
import { Refusal } from './Refusal.ts';
import { tooLarge } from './readText.ts';

/** How deep a body may be nested. */
const maxDepth = 1_000;
const shownIssues = 10;

/** The input in a request `{ "input": … }`, checked. Everything that is wrong with it is a `Refusal`. */
export async function readInput(
  request: EventRequest,
  schema: ZodType,
  maxBytes: number,
  timeout: number,
): Promise<unknown> {
  const { headers } = request;
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw new Refusal(415, 'bad_request', 'The body must be application/json.');
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new Refusal(415, 'bad_request', 'The body must not be compressed.');
  }
  if (Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const body = await request.body(maxBytes, timeout);
  const value = 'text' in body ? parse(body.text) : body.value;
  if (!isRecord(value) || !Object.hasOwn(value, 'input')) {
    throw new Refusal(400, 'bad_request', 'The body must be a JSON record with the key "input".');
  }
  if (isDeeper(value, maxDepth))
    throw new Refusal(400, 'json_depth', `The body is nested more than ${maxDepth} deep.`);
  const checked = await schema.safeParseAsync(value.input);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.slice(0, shownIssues);
  const words = issues.map(({ path, message }) => `${['input', ...path].map(String).join('.')}: ${message}`);
  throw new Refusal(422, 'schema_mismatch', `The input does not fit: ${words.join('; ')}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'bad_request', 'The body is no JSON.');
  }
}

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}
