import type { ServeEventsOptions } from 'rxchain/server';

/**
 * How the chains are served. This is a demonstration: everything but metadata may be seen. A page that is reloaded has half a minute
 * to come back to its run. The id of a run goes along in its metadata, so that an approval finds the run that waits for it.
 */
export const served: Omit<ServeEventsOptions<unknown>, 'input'> = {
  allow: { fields: ['chunk', 'input', 'output', 'tags', 'error', 'reason', 'usage_metadata'] },
  whenLeft: 30_000,
  config: ({ runId }) => ({ metadata: { run: runId } }),
  describeError: (error) => {
    const { code = 'provider_error', message = 'The run failed.' } = error as {
      code?: string;
      message?: string;
    };
    return { code, message };
  },
};
