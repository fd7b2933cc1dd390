import {
  type AgentChunk,
  type AgentMessage,
  type AgentOptions,
  agent,
  type ChatModel,
  type Runnable,
  tool,
} from 'rxchain';
import { z } from 'zod';

export const travelInput: z.ZodType<string> = z.string().min(1).max(2_000);

const trains = [
  { train: 'R 601', leaves: '08:25', arrives: '15:12', price: 54 },
  { train: 'R 603', leaves: '12:03', arrives: '18:41', price: 39 },
];

const findTrains = tool(({ from, to }) => trains.map((train) => ({ from, to, ...train })), {
  name: 'find_trains',
  description: 'The trains of tomorrow between two cities, with their prices in euros.',
  schema: z.object({ from: z.string(), to: z.string() }),
});

const weather = tool(({ city }) => `Rain until noon in ${city}, then sun, 12 °C.`, {
  name: 'weather',
  description: 'The weather of tomorrow in a city.',
  schema: z.object({ city: z.string() }),
});

const bookTrain = tool(({ train, price }) => `Booked: ${train}, seat 42 in coach 3, paid ${price} euros.`, {
  name: 'book_train',
  description: 'Books a seat on a train and pays for it.',
  schema: z.object({ train: z.string(), price: z.number() }),
  needsApproval: true,
});

/** An agent that looks trains up unasked, and asks before it pays. */
export function travelAgent(
  model: ChatModel,
  approve: NonNullable<AgentOptions['approve']>,
): Runnable<string, AgentMessage[], AgentChunk> {
  return agent({
    model,
    tools: [findTrains, weather, bookTrain],
    prompt:
      'You plan train journeys. Use the tools for every fact. Book the cheapest train at once; the tool asks the traveller.',
    approve,
    name: 'TravelAgent',
  }).withConfig({ tags: ['agent'] });
}
