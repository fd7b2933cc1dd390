import { type ChatModel, chain, chatPrompt, type Runnable, stringParser } from 'rxchain';
import { z } from 'zod';
import { type CountriesInput, continents } from '../src/app/CountriesInput.ts';

export const countriesInput: z.ZodType<CountriesInput> = z.object({ continent: z.enum(continents) });

/** A continent goes in, the text of a JSON record comes out; the browser parses it as it comes. */
export function countries(model: ChatModel): Runnable<CountriesInput, string> {
  const prompt = chatPrompt(
    `List the ten countries of {continent} with the most people as JSON, without a word around it:
{{"countries": [{{"name": string, "capital": string, "population": number, "area": number in km2}}]}}`,
  );
  return chain(prompt, model, stringParser()).withConfig({ runName: 'CountryList', tags: ['countries'] });
}
