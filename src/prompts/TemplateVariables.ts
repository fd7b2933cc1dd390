/**
 * The names of the variables of a template literal; `string` for a text that is known only at run time.
 *
 * @example
 * type Names = TemplateVariables<'a {{joke}} about {topic}'>; // 'topic'
 */
export type TemplateVariables<Template extends string> = string extends Template ? string : Names<Template>;

type Names<Rest extends string, Found extends string = never> = Rest extends `${string}{${infer Behind}`
  ? Behind extends `{${infer Next}`
    ? Names<Next, Found>
    : Behind extends `${infer Name}}${infer Next}`
      ? Names<Next, Found | Name>
      : Found
  : Found;
