import type { ChatModel } from '../src/index.ts';
import { openaiCompatible } from '../src/providers/index.ts';
import { scriptedModel } from './scriptedModel.ts';

/**
 * The model of OPENAI_BASE_URL or OPENAI_API_KEY (OPENAI_MODEL names it), where one of them is set; else the scripted one,
 * which takes its time on a terminal, so that its tokens can be watched.
 *
 * @example
 * chooseModel({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_MODEL: 'llama3.2' });
 */
export function chooseModel(env: NodeJS.ProcessEnv = process.env): ChatModel {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL, OPENAI_MODEL: model } = env;
  if (!apiKey && !baseURL) return process.stdout.isTTY ? scriptedModel(20) : scriptedModel();
  return openaiCompatible({
    baseURL: baseURL || 'https://api.openai.com/v1',
    apiKey: apiKey || undefined,
    model: model || 'gpt-4.1-mini',
  });
}
