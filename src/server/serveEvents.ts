import type { Invocable } from '../step/Invocable.ts';
import { toStep } from '../step/toStep.ts';
import { answerNode } from './answerNode.ts';
import { answerWeb } from './answerWeb.ts';
import type { EventHandler } from './EventHandler.ts';
import { EventService } from './EventService.ts';
import type { NodeRequest } from './NodeRequest.ts';
import type { NodeResponse } from './NodeResponse.ts';
import type { ServeEventsOptions } from './ServeEventsOptions.ts';
import { settingsOf } from './ServeSettings.ts';

/**
 * A chain as an HTTP endpoint whose answer is the stream of its events. `POST { "input": … }` starts a run, `GET ?run=<id>` follows
 * one, from behind `Last-Event-ID` on if that is given, `DELETE ?run=<id>` cancels one. `followRun` and `remote` speak to it.
 *
 * A run ends its stream with one of the frames `end`, `fail` and `cancel`. Of what happens in it only what `allow` names leaves,
 * and of a failure only its code. When its last client leaves, the run is cancelled, unless `whenLeft` says otherwise. A client
 * that is slow reads on from the log, which is bounded; where the log has no longer what comes next, the client is told
 * `buffer_overflow`.
 *
 * @example
 * const joke = serveEvents(chain, { input: z.object({ topic: z.string().max(100) }) });
 * // Node: createServer(joke); Express: app.use('/joke', joke); Hono: app.all('/joke', (context) => joke(context.req.raw))
 */
export function serveEvents<In>(
  runnable: Invocable<In, unknown, unknown>,
  options: ServeEventsOptions<In>,
): EventHandler {
  const settings = settingsOf(options as ServeEventsOptions<unknown>);
  const service = new EventService(toStep(runnable, 'serveEvents'), settings);
  const { clientBuffer } = settings;
  function handler(request: NodeRequest, response: NodeResponse): Promise<void>;
  function handler(request: Request): Promise<Response>;
  // Some servers hand a second value to a web handler as well, so the request itself must tell.
  function handler(request: NodeRequest | Request, response?: NodeResponse): Promise<unknown> {
    return isWebRequest(request)
      ? answerWeb(service, request, clientBuffer)
      : answerNode(service, request, response!, clientBuffer);
  }
  return Object.defineProperties(handler, {
    openRuns: { get: () => service.openRuns },
    openClients: { get: () => service.openClients },
    close: { value: () => service.close() },
  }) as unknown as EventHandler;
}

function isWebRequest(request: NodeRequest | Request): request is Request {
  return typeof (request.headers as Headers).get === 'function';
}
