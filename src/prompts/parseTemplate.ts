import { RunnableError } from '../RunnableError.ts';

/** A piece of a template: literal text, or the place of a variable. */
export type TemplatePart = string | { readonly variable: string };

/**
 * Parts a template into literal text and variables. `{name}` is a variable, with a plain identifier between the braces;
 * `{{` and `}}` are braces. Anything else with a brace is a `RunnableError` with the code `bad_template` and its `offset`.
 *
 * @example
 * parseTemplate('a {{joke}} about {topic}'); // ['a {joke} about ', { variable: 'topic' }]
 */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  const special = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;
  let literal = '';
  let end = 0;
  for (const match of template.matchAll(special)) {
    const [found, name] = match;
    literal += template.slice(end, match.index);
    end = match.index + found.length;
    if (found === '{{' || found === '}}') {
      literal += found[0];
      continue;
    }
    if (name === undefined || !identifier.test(name)) {
      throw badTemplate(found, match.index);
    }
    if (literal !== '') {
      parts.push(literal);
    }
    literal = '';
    parts.push({ variable: name });
  }
  literal += template.slice(end);
  return literal === '' ? parts : [...parts, literal];
}

const identifier = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u;

function badTemplate(found: string, offset: number): RunnableError {
  const what = found.length === 1 ? `a single "${found}"` : `"${found.slice(0, 40)}", which is no variable`;
  const cure = 'A variable is a plain name in braces, {topic}; write {{ and }} for braces.';
  return new RunnableError(`The template has ${what} at offset ${offset}. ${cure}`, {
    code: 'bad_template',
    offset,
  });
}
