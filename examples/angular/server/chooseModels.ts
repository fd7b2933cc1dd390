import type { ChatModel } from 'rxchain';
import { openaiCompatible } from 'rxchain/providers';
import { scriptedModel } from './scriptedModel.ts';
import { scriptedTraveller } from './scriptedTraveller.ts';

/**
 * The model of OPENAI_BASE_URL or OPENAI_API_KEY (OPENAI_MODEL names it), where one of them is set; else scripted ones, which take
 * TOKEN_DELAY milliseconds between two tokens. The key stays here: the browser never sees it.
 */
export function chooseModels(env: NodeJS.ProcessEnv = process.env): {
  model: ChatModel;
  agentModel: ChatModel;
} {
  const {
    OPENAI_API_KEY: apiKey,
    OPENAI_BASE_URL: baseURL,
    OPENAI_MODEL: name,
    TOKEN_DELAY: delay = '40',
  } = env;
  if (!apiKey && !baseURL) {
    return { model: scriptedModel(Number(delay)), agentModel: scriptedTraveller(Number(delay)) };
  }
  const model = openaiCompatible({
    baseURL: baseURL || 'https://api.openai.com/v1',
    apiKey: apiKey || undefined,
    model: name || 'gpt-4.1-mini',
  });
  return { model, agentModel: model };
}
