/** How many characters a line of the terminal has; 100 where there is none. */
export function terminalWidth(): number {
  const { process } = globalThis as {
    readonly process?: { readonly stdout?: { readonly columns?: number | undefined } | undefined };
  };
  return process?.stdout?.columns || 100;
}
