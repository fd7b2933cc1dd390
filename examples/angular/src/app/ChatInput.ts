/** What the chat at the server takes: the conversation so far, the question last. */
export interface ChatInput {
  readonly messages: readonly { readonly type: 'human' | 'ai'; readonly content: string }[];
}
