import { RunnableError } from '../RunnableError.ts';

/** Refuses what is no model of a known version, with the cure. */
export function checkAiSdkModel(who: string, model: unknown, method: 'doStream' | 'doEmbed'): void {
  const given = model as {
    readonly specificationVersion?: unknown;
    readonly [method: string]: unknown;
  } | null;
  if (typeof given !== 'object' && typeof given !== 'function') {
    throw new RunnableError(
      `${who} needs a model object, as a provider of the AI SDK makes one; got ${JSON.stringify(model) ?? String(model)}.`,
      { code: 'bad_config' },
    );
  }
  const version = given?.specificationVersion;
  if (!['v2', 'v3', 'v4'].includes(version as string) || typeof given?.[method] !== 'function') {
    throw new RunnableError(
      `${who} knows the specifications v2, v3 and v4 of the AI SDK, with ${method}; this model has ${JSON.stringify(version) ?? 'no version'}.`,
      { code: 'bad_config' },
    );
  }
}
