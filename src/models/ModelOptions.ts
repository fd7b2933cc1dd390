/** What a call tells the model beside the messages; a provider says in its docs what it knows. */
export interface ModelOptions {
  readonly [option: string]: unknown;
  /** Fires when the run is cancelled. */
  readonly signal?: AbortSignal | undefined;
}
