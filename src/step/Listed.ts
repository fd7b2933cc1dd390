/**
 * A list of steps whose length the types do not know. Steps that are written out are one too few for it, so that what is wrong
 * with them is told by the form that is made for them.
 */
export type Listed<Steps extends readonly unknown[]> = number extends Steps['length']
  ? Steps
  : [...Written<Steps>, never];

type Written<Steps extends readonly unknown[]> = [Steps] extends [infer Known extends readonly unknown[]]
  ? Known
  : never;
