/** Whether the connection failed: `fetch` fails with a TypeError in its own words, with an AbortError where something else ended it; Node has a code. */
export function isNetworkError(error: Error): boolean {
  const { code } = (error.cause ?? error) as { code?: unknown };
  return (
    error.name === 'AbortError' ||
    (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) ||
    (error instanceof TypeError &&
      /^(terminated|fetch failed|failed to fetch|load failed|network error)/i.test(error.message))
  );
}
