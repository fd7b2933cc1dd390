/** The options of a call on top of those of the model: what a call leaves undefined is the model's; `body` merges. */
export function mergeOptions<Options extends { readonly body?: Readonly<Record<string, unknown>> | undefined }>(
  options: Options,
  call: Options,
): Options {
  const given = Object.entries(call).filter(([field, value]) => field !== 'signal' && value !== undefined);
  return { ...options, ...Object.fromEntries(given), body: { ...options.body, ...call.body } };
}
