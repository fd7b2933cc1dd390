/** Where the server of a chain has a run. */
export function runAddress(url: string, runId: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}run=${runId}`;
}
