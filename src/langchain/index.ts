export type { FromLangChainOptions } from './FromLangChainOptions.ts';
export { fromLangChain } from './fromLangChain.ts';
export type { LangChainChatModel } from './LangChainChatModel.ts';
export type { LangChainRunnable } from './LangChainRunnable.ts';
export type { LangChainValue } from './LangChainValue.ts';
export type { OurValue } from './OurValue.ts';
export { toLangChain } from './toLangChain.ts';
