/** What this tab has kept under a name; it survives a reload, and ends with the tab. */
export function saved<T>(name: string): T | undefined {
  const text = sessionStorage.getItem(name);
  try {
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

export function save(name: string, value: unknown): void {
  sessionStorage.setItem(name, JSON.stringify(value));
}
