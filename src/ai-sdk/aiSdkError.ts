import { asRecord } from '../providers/asRecord.ts';
import { faultError } from '../providers/faultError.ts';
import { hideSecrets } from '../providers/hideSecrets.ts';
import { statusError } from '../providers/statusError.ts';
import { withoutSecrets } from '../providers/withoutSecrets.ts';
import { RunnableError, type RunnableErrorCode } from '../RunnableError.ts';
import type { AiSdkOrigin } from './AiSdkOrigin.ts';
import { isNetworkError } from './isNetworkError.ts';
import { withCause } from './withCause.ts';

/**
 * The error for what a model of the AI SDK throws, or tells in its stream, told apart by name and fields, so that it does
 * not matter which copy of the SDK made it. A status gives its own code; a connection that breaks is `interrupted`; an
 * answer that cannot be read is `bad_frame`. An error that is neither of the SDK nor of the network goes through unchanged.
 */
export function aiSdkError(origin: AiSdkOrigin, error: unknown, isPart: boolean = false): unknown {
  const { provider, secrets } = origin;
  const fields = asRecord(error) ?? {};
  if (error instanceof RunnableError) return error;
  if (typeof fields.statusCode === 'number' && fields.statusCode >= 400 && error instanceof Error) {
    return withCause(ofStatus(origin, error, fields.statusCode, fields), error, secrets);
  }
  if (!(error instanceof Error)) {
    // A part tells a failure in the provider's own form.
    return isPart ? withoutSecrets(faultError(provider, error), secrets) : error;
  }
  const told = toldBy(error, fields);
  if (told === undefined) return error;
  const { code, isRetryable, cure } = told;
  return withoutSecrets(
    new RunnableError(`${provider}: ${hideSecrets(firstLine(error.message), secrets)}. ${cure}`, {
      code,
      retryable: isRetryable,
      cause: error,
    }),
    secrets,
  );
}

interface Told {
  readonly code: RunnableErrorCode;
  readonly isRetryable: boolean;
  readonly cure: string;
}

const interrupted: Told = {
  code: 'interrupted',
  isRetryable: true,
  cure: 'Try again, or check baseURL and the network; what had arrived is in `partial`.',
};
const unreadable: Told = {
  code: 'bad_frame',
  isRetryable: false,
  cure: 'What came before it is in `partial`.',
};
const refused: Told = {
  code: 'bad_request',
  isRetryable: false,
  cure: 'Check the messages and the options.',
};

const known: Readonly<Record<string, Told>> = {
  AI_EmptyResponseBodyError: interrupted,
  AI_JSONParseError: unreadable,
  AI_TypeValidationError: unreadable,
  AI_LoadAPIKeyError: { code: 'unauthorized', isRetryable: false, cure: 'Give the provider an API key.' },
  AI_LoadSettingError: {
    code: 'bad_config',
    isRetryable: false,
    cure: 'Check the settings of the provider.',
  },
  AI_NoSuchModelError: { code: 'not_found', isRetryable: false, cure: 'Check the name of the model.' },
  AI_InvalidArgumentError: refused,
  AI_InvalidPromptError: refused,
  AI_UnsupportedFunctionalityError: refused,
  AI_TooManyEmbeddingValuesForCallError: refused,
};

function toldBy(error: Error, fields: Readonly<Record<string, unknown>>): Told | undefined {
  switch (error.name) {
    case 'AI_APICallError':
      // The status was no failure, so the body was: it broke off, or it cannot be read.
      return error.cause instanceof Error && known[error.cause.name] === unreadable
        ? unreadable
        : interrupted;
    case 'AI_InvalidResponseDataError':
      // Without data it is the SDK's word for a stream that ended without a finish reason.
      return fields.data === undefined ? interrupted : unreadable;
    default:
      return known[error.name] ?? (isNetworkError(error) ? interrupted : undefined);
  }
}

function ofStatus(
  { provider, secrets }: AiSdkOrigin,
  error: Error,
  status: number,
  { responseBody, responseHeaders }: Readonly<Record<string, unknown>>,
): RunnableError {
  const body = typeof responseBody === 'string' && responseBody !== '' ? responseBody : error.message;
  const headers = new Headers((asRecord(responseHeaders) ?? {}) as Record<string, string>);
  return statusError({ provider, status, headers, body, secrets });
}

function firstLine(message: string): string {
  const line = message.split('\n', 1)[0] ?? '';
  return (line.length > 300 ? `${line.slice(0, 299)}…` : line).replace(/\.$/, '');
}
