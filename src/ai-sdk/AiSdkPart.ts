/** A part of an AI SDK stream, as all versions of the specification have it; what a version does not have is absent. */
export interface AiSdkPart {
  readonly type: string;
  /** The text or tool block that a delta belongs to; of `response-metadata` the id of the reply. */
  readonly id?: string;
  readonly delta?: string;
  readonly toolName?: string;
  readonly toolCallId?: string;
  /** The arguments of a whole call, as JSON text. */
  readonly input?: unknown;
  /** How the deltas of a tool's input are written (v4); the whole call has JSON in any case. */
  readonly inputEncoding?: string;
  /** The provider runs the tool itself. */
  readonly providerExecuted?: boolean;
  readonly providerMetadata?: Readonly<Record<string, unknown>>;
  readonly modelId?: string;
  readonly warnings?: readonly unknown[];
  /** v2: the reason; v3 and v4: the reason in one vocabulary and in the provider's own. */
  readonly finishReason?: string | { readonly unified?: string; readonly raw?: string | undefined };
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}
