/** The options of these names, as they are. */
export function pickOptions<Options extends object>(
  options: Options,
  names: readonly (string & keyof Options)[],
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}
