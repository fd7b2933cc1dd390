import type { ChatModel } from '../src/index.ts';
import { openaiCompatible } from '../src/providers/index.ts';
import { scriptedModel } from './scriptedModel.ts';

/**
 * The model of OPENAI_BASE_URL or OPENAI_API_KEY (OPENAI_MODEL names it), where one of them is set; else the scripted one,
 * which takes its time on a terminal, so that its tokens can be watched, and a little in a drawing, so that they can be told apart.
 *
 * @example
 * chooseModel({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_MODEL: 'llama3.2' });
 */
export function chooseModel(env: NodeJS.ProcessEnv = process.env): ChatModel {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseURL, OPENAI_MODEL: model } = env;
  if (!apiKey && !baseURL) return scriptedModel(chunkDelay());
  return openaiCompatible({
    baseURL: baseURL || 'https://api.openai.com/v1',
    apiKey: apiKey || undefined,
    model: model || 'gpt-4.1-mini',
  });
}

function chunkDelay(): number | undefined {
  if (process.stdout.isTTY) return 20;
  return process.argv.includes('--marbles') ? 2 : undefined;
}
