/** The kinds of runs that events tell apart: `on_<type>_<phase>`. */
export type RunType = 'chat_model' | 'llm' | 'chain' | 'parser' | 'prompt' | 'retriever' | 'tool';
