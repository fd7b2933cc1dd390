import type { PlaceholderNames } from './PlaceholderNames.ts';
import type { PromptPart } from './PromptPart.ts';
import type { TemplateVariables } from './TemplateVariables.ts';

/** The names of the variables in the parts of a chat prompt. */
export type ChatPromptVariables<Part extends PromptPart> = Part extends readonly [
  string,
  infer Template extends string,
]
  ? TemplateVariables<Template>
  : PlaceholderNames<Part>;
