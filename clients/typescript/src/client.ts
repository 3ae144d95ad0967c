import type { Answer, Box, FoundBoxes, Model } from './answers.js';
import { ConnectionError, DeadlineError, ProblemError, readProblem, type Problem } from './problems.js';
import { call, systemClock, type Clock, type RetryOptions } from './retrying.js';

/** The bytes of an image file: a File or Blob of a browser, or a Buffer of Node. */
export type Photo = Blob | ArrayBuffer | Uint8Array;

/** Where the service is and how it is asked. */
export interface MusicaClientOptions {
  /** By default `http://localhost:8080`; in a page of the service itself its origin. */
  readonly url?: string;
  /** Where the service has keys. A page's key is known to whoever looks at the page. */
  readonly key?: string;
  /** Milliseconds that a call may take with all its attempts. By default 30,000. */
  readonly deadline?: number;
  readonly retry?: RetryOptions;
  /** For tests. */
  readonly clock?: Clock;
}

/** What every call takes. */
export interface AskOptions {
  /** In place of the client's. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
}

/** How the faces of a photo are to be found and aligned. */
export interface LocateOptions extends AskOptions {
  /** Where the faces are. Without any they are found. */
  readonly boxes?: readonly Box[];
  /** Longer side of the smallest faces to find, in pixels. */
  readonly minFace?: number;
  /** How many to find at most, the largest. */
  readonly maxFaces?: number;
  /** `fast`, `balanced`, `accurate`: how small a predicted error lets a face leave early. */
  readonly profile?: string;
  /** The same as a number. */
  readonly maxError?: number;
  readonly maxStages?: number;
  /** Milliseconds after which the service answers with what it has. */
  readonly timeout?: number;
  readonly priority?: 'interactive' | 'bulk';
  /** By default the first that is served. */
  readonly model?: string;
  /** Whether the answer says where the time went. */
  readonly timing?: boolean;
}

/** Asks the service over REST. */
export class MusicaClient {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #deadline: number;
  readonly #retry: RetryOptions;
  readonly #clock: Clock;

  constructor({ url = 'http://localhost:8080', key, deadline = 30_000, retry = {}, clock = systemClock }: MusicaClientOptions = {}) {
    if (!/^https?:\/\/[^/]/.test(url)) {
      throw new TypeError(`"${url}" is no address; write http://host:port.`);
    }

    this.#url = url.replace(/\/+$/, '');
    this.#headers = key ? { Authorization: `Bearer ${key}` } : {};
    this.#deadline = deadline;
    this.#retry = retry;
    this.#clock = clock;
  }

  /** Landmarks of the faces in a photo: of those in `boxes`, without any of all it finds. */
  async locate(photo: Photo, { boxes, deadline, signal, ...parameters }: LocateOptions = {}): Promise<Answer> {
    return this.#json(path(boxes, parameters), post(photo), { deadline, signal });
  }

  /** The faces of several photos in one request; one that failed has its problem instead. */
  async locateMany(
    photos: readonly Photo[],
    { deadline, signal, ...parameters }: Omit<LocateOptions, 'boxes'> = {},
  ): Promise<(Answer | Problem)[]> {
    const body = new FormData();
    photos.forEach((photo, index) => body.append(`file${index}`, blob(photo), `file${index}`));
    const answer = await this.#json<{ images?: object[] }>(path([], parameters), { method: 'POST', body }, { deadline, signal });
    return (answer.images ?? [answer]).map((image) =>
      'faces' in image ? (image as Answer) : readProblem(image as Record<string, unknown>));
  }

  /** The boxes of the faces alone. */
  async find(
    photo: Photo,
    { deadline, signal, ...parameters }: Pick<LocateOptions, 'minFace' | 'maxFaces' | 'timeout' | 'priority' | keyof AskOptions> = {},
  ): Promise<FoundBoxes> {
    return this.#json(path([], { ...parameters, detect: 'only' }), post(photo), { deadline, signal });
  }

  /** The photo with its landmarks drawn. */
  async draw(
    photo: Photo,
    kind: 'image/png' | 'image/svg+xml' = 'image/png',
    { boxes, deadline, signal, ...parameters }: LocateOptions & { readonly numbers?: boolean } = {},
  ): Promise<Uint8Array> {
    return (await this.#ask(path(boxes, parameters), post(photo), kind, { deadline, signal })).body;
  }

  /** What is loaded, and what its landmarks mean; the first is the default. */
  async models(options: AskOptions = {}): Promise<Model[]> {
    return (await this.#json<{ models: Model[] }>('/v1/models', { method: 'GET' }, options)).models;
  }

  async #json<T>(path: string, request: RequestInit, options: Loose<AskOptions>): Promise<T> {
    return readJson((await this.#ask(path, request, 'application/json', options)).body) as T;
  }

  #ask(path: string, request: RequestInit, accept: string, { deadline = this.#deadline, signal }: Loose<AskOptions>): Promise<Reply> {
    const headers = { ...this.#headers, Accept: accept };
    return call(
      async (left) => {
        const reply = await exchange(this.#url + path, { ...request, headers }, left, signal);
        if (!reply.response.ok) {
          throw new ProblemError(problemOf(reply));
        }

        return reply;
      },
      { deadline, signal, retry: this.#retry, clock: this.#clock },
    );
  }
}

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

interface Reply {
  readonly response: Response;
  readonly body: Uint8Array;
}

async function exchange(url: string, request: RequestInit, left: number, signal?: AbortSignal): Promise<Reply> {
  const stop = new AbortController();
  const late = new DeadlineError(`No answer within ${Math.round(left)} ms.`);
  const timer = setTimeout(() => stop.abort(late), left);
  const cancel = () => stop.abort(signal!.reason);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const response = await fetch(url, { ...request, signal: stop.signal });
    return { response, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    if (stop.signal.aborted) {
      throw stop.signal.reason;
    }

    const cause = (error as Error).cause;
    throw new ConnectionError(`${url}: ${cause instanceof Error ? cause.message : (error as Error).message}`, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function problemOf({ response, body }: Reply): Problem {
  const retryAfter = waitOf(response.headers.get('Retry-After'));
  if (response.headers.get('Content-Type')?.startsWith('application/problem+json')) {
    return readProblem(readJson(body) as Record<string, unknown>, retryAfter);
  }

  // A proxy in between, or the server before it saw a request.
  return readProblem({ status: response.status, title: response.statusText }, retryAfter);
}

/** `Retry-After` is a number of seconds or a date. */
function waitOf(retryAfter: string | null): number | undefined {
  if (retryAfter === null) {
    return undefined;
  }

  const milliseconds = /^\d+$/.test(retryAfter.trim()) ? 1_000 * Number(retryAfter) : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function path(boxes: readonly Box[] | undefined, parameters: object): string {
  const query = [
    ...(boxes ?? []).map(({ x, y, width, height }) => `box=${[x, y, width, height].join(',')}`),
    ...Object.entries(parameters)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`),
  ];
  return `/v1/landmarks${query.length ? `?${query.join('&')}` : ''}`;
}

const post = (photo: Photo): RequestInit => ({ method: 'POST', body: photo as BodyInit });

const blob = (photo: Photo): Blob => (photo instanceof Blob ? photo : new Blob([photo as BlobPart]));

const readJson = (body: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(body));
