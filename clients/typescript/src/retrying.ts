/** When a call that failed is tried again. */
import { ConnectionError, DeadlineError, ProblemError } from './problems.js';

/** What passes and is waited for; another one in tests. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Ends early, by throwing, when the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Calls that were refused for lack of room, or never reached the service, are tried again. */
export interface RetryOptions {
  /** In all; 1 for none again. By default 6. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt, doubled with each, where the service names no time. By default 100. */
  readonly firstWait?: number;
  /** Milliseconds that the doubling ends at. By default 5,000. */
  readonly longestWait?: number;
}

/** How one call is to be made. */
export interface CallOptions {
  /** Milliseconds that it may take with all its attempts. */
  readonly deadline: number;
  readonly retry: RetryOptions;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

// Of HTTP, and of gRPC RESOURCE_EXHAUSTED and UNAVAILABLE.
const passing = new Set([429, 503, 8, 14]);

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal!.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** Calls `attempt` with the milliseconds that are left, again where that helps and there is time. */
export async function call<T>(attempt: (left: number) => Promise<T>, { deadline, retry, clock, signal }: CallOptions): Promise<T> {
  const end = clock.now() + deadline;
  for (let failed = 1; ; failed++) {
    signal?.throwIfAborted();
    const left = end - clock.now();
    if (left <= 0) {
      throw new DeadlineError(`No answer within ${deadline} ms.`);
    }

    try {
      return await attempt(left);
    } catch (error) {
      const wait = waitAfter(error, failed, retry);
      if (wait === undefined || clock.now() + wait >= end) {
        throw error;
      }

      await clock.sleep(wait, signal);
    }
  }
}

/** Milliseconds until the next attempt; undefined where none helps. */
function waitAfter(error: unknown, failed: number, retry: RetryOptions): number | undefined {
  const { attempts = 6, firstWait = 100, longestWait = 5_000 } = retry;
  if (failed >= attempts) {
    return undefined;
  }

  const wait = Math.min(firstWait * 2 ** (failed - 1), longestWait);
  if (error instanceof ConnectionError) {
    return spread(wait);
  }

  // Refused for its own size: gRPC has the status of a full service for that too.
  if (!(error instanceof ProblemError) || !passing.has(error.problem.status) || error.problem.type === 'body-too-large') {
    return undefined;
  }

  // Callers that were refused together should not all come back together.
  const named = error.problem.retryAfter;
  return named === undefined ? spread(wait) : named + Math.random() * 0.1 * wait;
}

function spread(wait: number): number {
  return wait * (0.5 + Math.random() / 2);
}
