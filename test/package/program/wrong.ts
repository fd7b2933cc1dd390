import { chain, chatPrompt, lambda, stringParser } from 'rxchain';
import { fakeChatModel } from 'rxchain/testing';

const joke = chain(chatPrompt('tell me a joke about {topic}'), fakeChatModel('Ha'), stringParser());

// The compiler must refuse each of these three lines.
joke.stream({ subject: 'parrot' });
joke.pipe(lambda((count: number) => count + 1));
export const answer: Promise<string> = joke.invoke({ topic: 'parrot' });
