import type { MessagesPlaceholder } from './messagesPlaceholder.ts';

/** The names of the placeholders among parts. */
export type PlaceholderNames<Part> = Part extends MessagesPlaceholder<infer Name> ? Name : never;
