type Fact = readonly [name: string, capital: string, population: number, area: number];

/** The ten countries of a continent that a prompt names, as the text of a JSON record. */
export function replyAbout(prompt: string): string | undefined {
  if (!prompt.startsWith('List the ten countries')) return undefined;
  const found = Object.entries(facts).find(([continent]) => prompt.includes(` of ${continent} `));
  const countries = (found?.[1] ?? []).map(([name, capital, population, area]) => ({
    name,
    capital,
    population,
    area,
  }));
  return JSON.stringify({ countries }, undefined, 1);
}

const facts: Readonly<Record<string, readonly Fact[]>> = {
  Europe: [
    ['Russia', 'Moscow', 144_000_000, 17_098_246],
    ['Germany', 'Berlin', 83_500_000, 357_114],
    ['United Kingdom', 'London', 68_300_000, 242_495],
    ['France', 'Paris', 68_200_000, 551_695],
    ['Italy', 'Rome', 58_900_000, 301_340],
    ['Spain', 'Madrid', 48_600_000, 505_992],
    ['Ukraine', 'Kyiv', 37_900_000, 603_628],
    ['Poland', 'Warsaw', 37_500_000, 312_696],
    ['Romania', 'Bucharest', 19_100_000, 238_397],
    ['Netherlands', 'Amsterdam', 17_900_000, 41_865],
  ],
  Asia: [
    ['India', 'New Delhi', 1_438_000_000, 3_287_263],
    ['China', 'Beijing', 1_411_000_000, 9_596_961],
    ['Indonesia', 'Jakarta', 281_000_000, 1_904_569],
    ['Pakistan', 'Islamabad', 247_500_000, 881_913],
    ['Bangladesh', 'Dhaka', 171_500_000, 147_570],
    ['Japan', 'Tokyo', 124_500_000, 377_975],
    ['Philippines', 'Manila', 114_900_000, 300_000],
    ['Vietnam', 'Hanoi', 100_400_000, 331_212],
    ['Iran', 'Tehran', 90_600_000, 1_648_195],
    ['Turkey', 'Ankara', 85_300_000, 783_562],
  ],
  Africa: [
    ['Nigeria', 'Abuja', 227_900_000, 923_768],
    ['Ethiopia', 'Addis Ababa', 128_700_000, 1_104_300],
    ['Egypt', 'Cairo', 114_500_000, 1_002_450],
    ['DR Congo', 'Kinshasa', 105_800_000, 2_344_858],
    ['Tanzania', 'Dodoma', 66_600_000, 945_087],
    ['South Africa', 'Pretoria', 63_200_000, 1_221_037],
    ['Kenya', 'Nairobi', 55_300_000, 580_367],
    ['Sudan', 'Khartoum', 50_000_000, 1_886_068],
    ['Uganda', 'Kampala', 48_700_000, 241_550],
    ['Algeria', 'Algiers', 46_200_000, 2_381_741],
  ],
};
