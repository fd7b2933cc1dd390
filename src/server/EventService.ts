import { take } from 'rxjs';
import { RunnableError } from '../RunnableError.ts';
import { newRunId } from '../run/newRunId.ts';
import type { Step } from '../step/Step.ts';
import { sequence } from '../step/sequence.ts';
import type { Answer } from './Answer.ts';
import { crossOrigin, preflight } from './crossOrigin.ts';
import type { EventAccess } from './EventAccess.ts';
import type { EventRequest } from './EventRequest.ts';
import { EventStream } from './EventStream.ts';
import { Refusal } from './Refusal.ts';
import { readInput } from './readInput.ts';
import { ServedRun } from './ServedRun.ts';
import type { ServeSettings } from './ServeSettings.ts';

/** The runs of one chain and the requests for them, for every kind of server. */
export class EventService {
  readonly #step: Step;
  readonly #settings: ServeSettings;
  readonly #runs: Map<string, ServedRun> = new Map();
  readonly #starts: Map<string, Promise<unknown>> = new Map();
  readonly #streams: Set<EventStream> = new Set();
  #isClosed = false;

  constructor(step: Step, settings: ServeSettings) {
    // Only the run of a chain is sure to tell its chunks, as they are.
    this.#step = step.tells === 'never' || step.type === 'llm' ? sequence([step]) : step;
    this.#settings = settings;
  }

  get openRuns(): number {
    return this.#runs.size;
  }

  get openClients(): number {
    return this.#streams.size;
  }

  close(): void {
    this.#isClosed = true;
    for (const run of [...this.#runs.values()]) run.cancel('the server is closing');
  }

  /** Never fails: what goes wrong is an answer. */
  async answer(request: EventRequest): Promise<Answer> {
    let cors: Readonly<Record<string, string>> = {};
    try {
      cors = crossOrigin(request.headers, request.url, this.#settings.options);
      const answer = await this.#serve(request);
      return { ...answer, headers: { ...answer.headers, ...cors } };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : this.#unexpected(error);
      const { status = 500, code, message, headers } = refusal;
      return {
        status,
        headers: { ...plain, 'content-type': 'application/json', ...cors, ...headers },
        body: JSON.stringify({ error: { code, message } }),
      };
    }
  }

  #serve(request: EventRequest): Promise<Answer> | Answer {
    switch (request.method) {
      case 'POST':
        return this.#start(request);
      case 'GET':
        return this.#follow(request);
      case 'DELETE':
        return this.#cancel(request);
      case 'OPTIONS':
        return { status: 204, headers: { ...methods, ...preflight(this.#settings.options) }, body: '' };
      default:
        throw new Refusal(405, 'bad_request', `${request.method} is not served here.`, methods);
    }
  }

  async #start(request: EventRequest): Promise<Answer> {
    const { options, maxBody, bodyTimeout, maxRuns } = this.#settings;
    const wanted = runOf(request);
    const access = accessOf(request, 'start', wanted);
    const owner = await this.#authorize(access);
    const input = await readInput(request, options.input, maxBody, bodyTimeout);
    const runId = wanted ?? newRunId();
    const key = keyOf(owner, runId);
    const isKnown = wanted !== undefined && (await this.#isKnown(key));
    // A client whose first answer was lost asks again, under the same id: it gets the run that it has started.
    if (!isKnown && !this.#runs.has(key)) {
      if (this.#isClosed) throw new Refusal(503, 'provider_error', 'The server is closing.');
      if (this.#runs.size >= maxRuns) {
        throw new Refusal(503, 'rate_limited', 'Too many runs are under way.', { 'retry-after': '1' });
      }
      const config = options.config?.(access) ?? {};
      const run = new ServedRun(key, runId, this.#settings, () => this.#runs.delete(key));
      this.#runs.set(key, run);
      const start = run.announce();
      this.#starts.set(key, start);
      try {
        await start;
      } catch (error) {
        this.#runs.delete(key);
        throw error;
      } finally {
        this.#starts.delete(key);
      }
      const answer = this.#stream(key, runId, undefined);
      // Who left meanwhile leaves the run as one who has begun to read does.
      if (request.isGone() && answer.body instanceof EventStream) answer.body.close();
      run.execute(this.#step, input, config);
      return answer;
    }
    await this.#starts.get(key);
    return this.#stream(key, runId, undefined);
  }

  async #follow(request: EventRequest): Promise<Answer> {
    const { runId, afterId } = placeOf(request);
    const owner = await this.#authorize(accessOf(request, 'follow', runId));
    const key = keyOf(owner, runId);
    await this.#starts.get(key);
    const { failure, isOver } = this.#peek(key, afterId);
    if (failure !== undefined) throw refusalOf(failure);
    if (isOver) return { status: 204, headers: plain, body: '' };
    return this.#stream(key, runId, afterId);
  }

  async #cancel(request: EventRequest): Promise<Answer> {
    const runId = runOf(request);
    if (runId === undefined) throw new Refusal(400, 'bad_request', 'Say which run: ?run=<id>.');
    const owner = await this.#authorize(accessOf(request, 'cancel', runId));
    try {
      await this.#settings.log.cancel(keyOf(owner, runId), 'its client asked for it');
    } catch (error) {
      // A run that is not there is not under way either.
      if (!isCode(error, 'not_found')) throw error;
    }
    return { status: 204, headers: plain, body: '' };
  }

  #stream(key: string, runId: string, afterId: string | undefined): Answer {
    const run = this.#runs.get(key);
    const stream: EventStream = new EventStream({
      settings: this.#settings,
      key,
      runId,
      afterId,
      broken: run?.broken,
      onClose: () => {
        this.#streams.delete(stream);
        run?.leave();
      },
    });
    this.#streams.add(stream);
    run?.enter();
    return { status: 200, headers: streamHeaders, body: stream };
  }

  async #authorize(access: EventAccess): Promise<string | undefined> {
    const { authorize } = this.#settings.options;
    const allowed = authorize === undefined ? true : await authorize(access);
    if (allowed === true) return undefined;
    if (typeof allowed === 'string') return allowed;
    throw new Refusal(401, 'unauthorized', 'You may not do this; send your credentials.');
  }

  /** What a log says at once: that it cannot read there, or that nothing is to be read there any more. */
  #peek(key: string, afterId: string | undefined): { readonly failure?: unknown; readonly isOver: boolean } {
    let failure: unknown;
    let hasEntry = false;
    let isOver = false;
    this.#settings.log
      .read(key, afterId)
      .pipe(take(1))
      .subscribe({
        next: () => {
          hasEntry = true;
        },
        error: (error) => {
          failure = error;
        },
        complete: () => {
          isOver = !hasEntry;
        },
      })
      .unsubscribe();
    return { failure, isOver };
  }

  /** Whether the log has a run, also one of another machine. */
  #isKnown(key: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const first = this.#settings.log.read(key).pipe(take(1));
      first.subscribe({
        complete: () => resolve(true),
        error: (error) => {
          if (isCode(error, 'not_found')) resolve(false);
          else if (isCode(error, 'buffer_overflow')) resolve(true);
          else reject(error);
        },
      });
    });
  }

  #unexpected(error: unknown): Refusal {
    this.#settings.report(error);
    return new Refusal(500, 'provider_error', 'The server failed to answer.');
  }
}

const methods = { allow: 'GET, POST, DELETE, OPTIONS' };
const plain = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};
/** Long enough for an id that cannot be guessed, and nothing that could end a line or a key. */
const runIdPattern = /^[\w-]{16,128}$/;

function accessOf(
  request: EventRequest,
  action: EventAccess['action'],
  runId: string | undefined,
): EventAccess {
  const { method, url, headers, raw } = request;
  return { action, runId, method, url, headers, raw };
}

/** The runs of an owner have a space of their own; `/` stands in no run id, so that none reaches into another. */
function keyOf(owner: string | undefined, runId: string): string {
  return owner === undefined ? runId : `${encodeURIComponent(owner)}/${runId}`;
}

function runOf({ url }: EventRequest): string | undefined {
  const runId = new URLSearchParams(url.split('#')[0]!.split('?')[1] ?? '').get('run') ?? undefined;
  if (runId !== undefined && !runIdPattern.test(runId)) {
    throw new Refusal(400, 'bad_request', 'A run id has 16 to 128 letters, digits, "_" and "-".');
  }
  return runId;
}

/** The run, and the event behind which a client wants to read on. */
function placeOf(request: EventRequest): { readonly runId: string; readonly afterId: string | undefined } {
  const wanted = runOf(request);
  const last = request.headers.get('last-event-id');
  if (last === null || last === '') {
    if (wanted === undefined) throw new Refusal(400, 'bad_request', 'Say which run: ?run=<id>.');
    return { runId: wanted, afterId: undefined };
  }
  const [, runId = '', id = ''] = /^([\w-]{16,128}):([\w.~!*'()%-]{1,256})$/.exec(last) ?? [];
  const afterId = decoded(id);
  if (afterId === undefined) throw new Refusal(400, 'bad_request', 'This Last-Event-ID is none of ours.');
  if (wanted !== undefined && runId !== wanted) {
    throw new Refusal(400, 'bad_request', 'This Last-Event-ID is of another run.');
  }
  return { runId, afterId };
}

function decoded(id: string): string | undefined {
  try {
    return id === '' ? undefined : decodeURIComponent(id);
  } catch {
    return undefined;
  }
}

function refusalOf(failure: unknown): unknown {
  if (isCode(failure, 'not_found')) return new Refusal(404, 'not_found', failure.message);
  if (isCode(failure, 'buffer_overflow')) return new Refusal(410, 'buffer_overflow', failure.message);
  return failure;
}

function isCode(error: unknown, code: string): error is RunnableError {
  return error instanceof RunnableError && error.code === code;
}
