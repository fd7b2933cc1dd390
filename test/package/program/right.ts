import { chain, chatPrompt, lambda, type Runnable, stringParser } from 'rxchain';
import { fakeChatModel } from 'rxchain/testing';
import { firstValueFrom } from 'rxjs';

const joke = chain(
  chatPrompt('tell me a joke about {topic}'),
  fakeChatModel('Why did the parrot cross the road?'),
  stringParser(),
);
const shout: Runnable<{ topic: unknown }, string> = joke.pipe(lambda((text: string) => text.toUpperCase()));

const whole: string = await firstValueFrom(shout.invoke({ topic: 'parrot' }));
let streamed = '';
for await (const token of joke.stream({ topic: 'parrot' })) streamed += token satisfies string;
if (streamed.toUpperCase() !== whole) throw new Error(`${streamed} is not ${whole}`);

export const answer: string = whole;
