import { RunnableError } from '../RunnableError.ts';
import { codeCures } from './codeCures.ts';

/** The error for a web page in place of an answer; nothing of the page is shown. */
export function webPage(provider: string): RunnableError {
  return new RunnableError(`${provider}: a web page came instead of an answer. ${codeCures.web_page}`, {
    code: 'web_page',
  });
}
