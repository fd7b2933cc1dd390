/** A tool choice as OpenAI's wires have it; `named` writes the name of a tool. */
export function openAIToolChoice(
  choice: string | Readonly<Record<string, unknown>> | undefined,
  named: (name: string) => object,
): unknown {
  if (choice === 'any') return 'required';
  const isWord = typeof choice !== 'string' || ['auto', 'none', 'required'].includes(choice);
  return isWord ? choice : { type: 'function', ...named(choice) };
}
