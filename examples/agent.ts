import { endWith, filter, map, type Observable, pairwise, startWith } from 'rxjs';
import { z } from 'zod';
import {
  type AgentChunk,
  agent,
  type ChatModel,
  type Document,
  keywordRetriever,
  textOf,
  tool,
} from '../src/index.ts';
import { runExample } from './runExample.ts';
import { scriptedAgent } from './scriptedAgent.ts';

const populations: Readonly<Record<string, number>> = { oslo: 709_037, bergen: 291_940 };

const notes: readonly Document[] = [
  { pageContent: 'Bergen is known for its rain and its wooden houses at the harbour.', metadata: {} },
  {
    pageContent: 'Oslo lies at the end of a fjord and has an opera house that one can walk on.',
    metadata: {},
  },
  { pageContent: 'Tromsø is known for the northern lights.', metadata: {} },
];

const population = tool(({ city }) => populations[city.toLowerCase()] ?? `nothing known about ${city}`, {
  name: 'population',
  description: 'How many people live in a Norwegian city.',
  schema: z.object({ city: z.string() }),
});

const add = tool(({ a, b }) => a + b, {
  name: 'add',
  description: 'Adds two numbers.',
  schema: z.object({ a: z.number(), b: z.number() }),
});

const finder = keywordRetriever(notes, { k: 1 });

const searchNotes = tool((query, config) => finder.invoke(query, config), {
  name: 'search_notes',
  description: 'Finds notes about Norwegian cities.',
  schema: z.string(),
});

/** An agent with two tools and a retriever answers a question: its tokens, the starts of its tools, and what they gave. */
export function twoCities(model: ChatModel): Observable<string> {
  const guide = agent({
    model,
    tools: [population, add, searchNotes],
    prompt: 'Use the tools for every fact and every sum. Answer in one or two sentences.',
  });
  return guide.stream('How many people live in Oslo and Bergen together, and what is Bergen known for?').pipe(
    map(written),
    filter((piece) => piece !== ''),
    startWith(''),
    pairwise(),
    map(([before, piece]) => (before.endsWith('|') && !piece.endsWith('|') ? `\n${piece}` : piece)),
    endWith('\n'),
  );
}

function written(chunk: AgentChunk): string {
  switch (chunk.type) {
    case 'ai_chunk':
      return textOf(chunk) && `${textOf(chunk)}|`;
    case 'tool_start':
      return `> ${chunk.call.name} ${JSON.stringify(chunk.call.args)}\n`;
    case 'tool':
      return `< ${chunk.name} ${textOf(chunk)}\n`;
    default:
      return '';
  }
}

// The scripted model of the guide knows no tools, so this example brings one.
const isConfigured = Boolean(process.env.OPENAI_API_KEY || process.env.OPENAI_BASE_URL);
const offline = scriptedAgent(process.stdout.isTTY ? 20 : undefined);

if (import.meta.main) await runExample((chosen) => twoCities(isConfigured ? chosen : offline));
