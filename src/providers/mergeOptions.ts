/** The options of a call on top of those of the model: what a call leaves undefined is the model's; `body` merges. */
export function mergeOptions<
  Options extends { readonly body?: Readonly<Record<string, unknown>> | undefined },
>(options: Options, call: object): Options {
  // The run ends the request by unsubscribing; reading its signal would only make one.
  const fields = (Object.keys(call) as (keyof Options)[]).filter(
    (field) => field !== 'signal' && (call as Options)[field] !== undefined,
  );
  const given = Object.fromEntries(fields.map((field) => [field, (call as Options)[field]]));
  return { ...options, ...given, body: { ...options.body, ...(call as Options).body } };
}
