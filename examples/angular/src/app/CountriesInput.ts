export const continents = ['Europe', 'Asia', 'Africa'] as const;

export interface CountriesInput {
  readonly continent: (typeof continents)[number];
}
