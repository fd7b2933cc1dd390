import { replaceChunks } from '../../operators/replaceChunks.ts';
import { human } from '../messages/human.ts';
import type { StringPromptValue } from '../messages/StringPromptValue.ts';
import { type Runnable, runnable } from '../Runnable.ts';
import { RunnableError } from '../RunnableError.ts';
import { formatTemplate } from './formatTemplate.ts';
import { parseTemplate } from './parseTemplate.ts';
import type { TemplateVariables } from './TemplateVariables.ts';

/**
 * Makes the text for a model out of a record of variables. Text goes in as it is, documents as their texts with a blank line
 * between, everything else as JSON; a value is never read as a template.
 *
 * A barrier: emits one value once its input completes, nothing for an empty input. A template that is no template fails at
 * once (`bad_template`), a missing variable when it runs (`missing_variable`).
 *
 * @example
 * textPrompt('Once upon a {time}').invoke({ time: 'night' }); // { type: 'string_prompt_value', text: 'Once upon a night', messages: […] }
 */
export function textPrompt<const Template extends string>(
  template: Template,
): Runnable<{ [Name in TemplateVariables<Template>]: unknown }, StringPromptValue> {
  if (typeof template !== 'string') {
    throw new RunnableError(`textPrompt takes a template as text; it got a ${typeof template}.`, {
      code: 'bad_template',
    });
  }
  const parts = parseTemplate(template);
  return runnable({
    name: 'PromptTemplate',
    type: 'prompt',
    tells: 'never',
    join: replaceChunks,
    once: (input: unknown): StringPromptValue => {
      const text = formatTemplate(parts, input, 'textPrompt');
      return { type: 'string_prompt_value', text, messages: [human(text)] };
    },
  });
}
