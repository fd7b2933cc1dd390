export type { AiSdkEmbeddingModel } from './AiSdkEmbeddingModel.ts';
export type { AiSdkLanguageModel } from './AiSdkLanguageModel.ts';
export type { AiSdkOptions } from './AiSdkOptions.ts';
export { type FromAiSdkOptions, fromAiSdk } from './fromAiSdk.ts';
export { type FromAiSdkEmbeddingOptions, fromAiSdkEmbedding } from './fromAiSdkEmbedding.ts';
