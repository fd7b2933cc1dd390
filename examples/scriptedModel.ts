import { type ChatModel, type Message, textOf } from '../src/index.ts';
import { fakeChatModel } from '../src/testing/index.ts';

/** What the guide asks for a list of countries. */
export const countriesQuestion: string =
  'output a list of the countries france, spain and japan and their populations in JSON format. Use a dict with an outer ' +
  'key of "countries" which contains a list of countries. Each country should have the key `name` and `population`';

export interface Countries {
  countries: { name: string; population: number }[];
}

/**
 * A model that knows the replies of the guide, token by token; `chunkDelay` sets the milliseconds between two tokens.
 *
 * @example
 * scriptedModel().stream('what color is the sky?').subscribe((chunk) => console.log(chunk.content));
 */
export function scriptedModel(chunkDelay?: number): ChatModel {
  return fakeChatModel((messages) => replyTo(messages).split('|'), { name: 'ChatAnthropic', chunkDelay });
}

function replyTo(messages: readonly Message[]): string {
  const question = messages.map(textOf).join('\n');
  const line = script.find(([start]) => question.startsWith(start));
  return line?.[1] ?? 'I| know| no| lines| but| those| of| the| guide|.';
}

const sky = 'The| sky| appears| blue| during| the| day|.';

const parrot =
  "Here|'s| a| joke| about| a| par|rot|:|\n\nA man| goes| to| a| pet| shop| to| buy| a| par|rot|.|" +
  ' The| shop| owner| shows| him| two| stunning| pa|rr|ots| with| beautiful| pl|um|age|.|\n\n"|' +
  `There|'s| a| talking| par|rot| an|d a| non|-|talking| par|rot|,"| the| owner| says|.| "|The|` +
  ' talking| par|rot| costs| $|100|,| an|d the| non|-|talking| par|rot| is| $|20|."|\n\nThe| man|' +
  ` says|,| "|I|'ll| take| the| non|-|talking| par|rot| at| $|20|."|\n\nHe| pays| an|d leaves|` +
  " with| the| par|rot|.| As| he|'s| walking| down| the| street|,| the| par|rot| looks| up| at|" +
  ' him| an|d says|,| "|You| know|,| you| really| are| a| stupi|d man|!"|\n\nThe| man| is| stun|ne|' +
  'd an|d looks| at| the| par|rot| in| dis|bel|ief|.| The| par|rot| continues|,| "|Yes|,| you| got|' +
  ' r|ippe|d off| big| time|!| I| can| talk| just| as| well| as| that| other| par|rot|,| an|d you|' +
  ' only| pai|d $|20| |for| me|!"';

const harrison =
  'Base|d on| the| given| context|,| Harrison| worke|d at| K|ens|ho|.|\n\nHere| are| |3| |made| up|' +
  ' sentences| about| this| place|:|\n\n1|.| K|ens|ho| was| a| cutting|-|edge| technology| company|' +
  ' known| for| its| innovative| solutions| in| artificial| intelligence| an|d data| analytics|.|' +
  '\n\n2|.| The| modern| office| space| at| K|ens|ho| feature|d open| floor| plans|,|' +
  ' collaborative| work|sp|aces|,| an|d a| vib|rant| atmosphere| that| fos|tere|d creativity| an|' +
  'd team|work|.|\n\n3|.| With| its| prime| location| in| the| heart| of| the| city|,| K|ens|ho|' +
  ' attracte|d top| talent| from| aroun|d the| worl|d,| creating| a| diverse| an|d dynamic| work|' +
  ' environment|.';

const countries =
  '{|\n  |"|countries|":| [|\n    |{|\n      |"|name|":| "|France|",|\n      |"|population|":| |67|413|000|\n    },|' +
  '\n    {|\n      "|name|":| "|Spain|",|\n      |"|population|":| |47|351|567|\n    },|' +
  '\n    {|\n      "|name|":| "|Japan|",|\n      |"|population|":| |125|584|000|\n    }|\n  ]|\n}';

const script: readonly (readonly [question: string, reply: string])[] = [
  ['what color is the sky?', sky],
  ['tell me a joke about', parrot],
  ['output a list of the countries', countries],
  ['Answer the question based only on the following context:', harrison],
  ['hello', 'Hello|!| How| can| I| assist| you| today|?'],
];
