import { RunnableError } from '../RunnableError.ts';

/**
 * As many vectors as there were texts, out of a provider's answer: lists of numbers, or 32-bit floats in base64. Throws
 * `bad_frame` for another number of them and for what is no vector, `wrong_dimension` for one of another length than
 * `length`, or else than the first.
 */
export function vectorsOf(
  provider: string,
  given: unknown,
  count: number,
  length?: number | undefined,
): readonly (readonly number[])[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  const vectors = list.map(vectorOf).filter((vector) => vector !== undefined);
  if (vectors.length !== count || list.length !== count) {
    throw new RunnableError(
      `${provider}: the answer has ${vectors.length} vectors for ${count} texts. Check that the model is one for embeddings.`,
      { code: 'bad_frame' },
    );
  }
  const wanted = length ?? vectors[0]?.length;
  const wrong = vectors.find((vector) => vector.length !== wanted);
  if (wrong) {
    throw new RunnableError(
      `${provider}: a vector has ${wrong.length} numbers instead of ${wanted}. Check \`model\` and \`dimensions\`.`,
      { code: 'wrong_dimension' },
    );
  }
  return vectors;
}

function vectorOf(value: unknown): readonly number[] | undefined {
  const vector = typeof value === 'string' ? floatsOf(value) : value;
  return Array.isArray(vector) && vector.length > 0 && vector.every(Number.isFinite)
    ? (vector as readonly number[])
    : undefined;
}

function floatsOf(base64: string): readonly number[] | undefined {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return [...new Float32Array(bytes.buffer)];
  } catch {
    return undefined;
  }
}
