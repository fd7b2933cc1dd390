import { RunnableError, type RunnableErrorCode } from '../RunnableError.ts';

/** A request that is not served: its status, and words that its sender may read. */
export class Refusal extends RunnableError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: RunnableErrorCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message, { code, status });
    this.headers = headers;
  }
}
