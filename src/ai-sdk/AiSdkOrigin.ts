/** Who answers, for messages of errors, and what must not stand in them. */
export interface AiSdkOrigin {
  readonly provider: string;
  readonly secrets: readonly string[];
}
