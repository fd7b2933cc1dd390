import type { OpenAIHeaders } from './OpenAIHeaders.ts';

/** The options with organisation and project among their headers; a header given by hand wins. */
export function withOpenAIHeaders<Options extends OpenAIHeaders>(options: Options): Options {
  const { organization, project, headers } = options;
  return {
    ...options,
    headers: {
      ...(organization !== undefined && { 'openai-organization': organization }),
      ...(project !== undefined && { 'openai-project': project }),
      ...headers,
    },
  };
}
