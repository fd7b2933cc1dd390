/** The place in a chat prompt where the messages of a variable go. */
export interface MessagesPlaceholder<Name extends string = string> {
  readonly type: 'messages_placeholder';
  readonly variable: Name;
}

/**
 * The place in a chat prompt where a list of messages goes, taken literally.
 *
 * @example
 * const prompt = chatPrompt([messagesPlaceholder('history'), ['human', '{question}']]);
 * prompt.invoke({ history: [human('Hi'), ai('Hello')], question: 'How are you?' });
 */
export function messagesPlaceholder<const Name extends string>(variable: Name): MessagesPlaceholder<Name> {
  return { type: 'messages_placeholder', variable };
}
