/** What stands at the path: own members only; undefined where there is nothing. */
export function lookUp(value: unknown, path: readonly (string | number)[]): unknown {
  let place = value;
  for (const key of path) {
    if (typeof place !== 'object' || place === null || !Object.hasOwn(place, key)) return undefined;
    place = (place as Record<string | number, unknown>)[key];
  }
  return place;
}
