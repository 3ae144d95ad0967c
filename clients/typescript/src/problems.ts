/** What can go wrong, as errors that carry the service's own account of it. */

const prefix = 'urn:musica:problem:';

/** Why an image could not be answered (RFC 9457). */
export interface Problem {
  /** The kind, which never changes: `image-corrupt`, without `urn:musica:problem:`. */
  readonly type: string;
  /** That of HTTP; over gRPC its own code. */
  readonly status: number;
  readonly title: string;
  /** What is wrong here and what to do, for people. */
  readonly detail: string;
  /** Where several photos were asked for: `file0`, `file1` and so on. */
  readonly file?: string;
  readonly parameter?: string;
  readonly value?: string;
  /** Milliseconds after which to try again, where waiting helps. */
  readonly retryAfter?: number;
}

/** A call that failed. */
export class MusicaError extends Error {
  override name = 'MusicaError';
}

/** The service refused the call and says why. */
export class ProblemError extends MusicaError {
  override name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(`${problem.type || problem.status}: ${problem.detail || problem.title}`);
  }
}

/** The service could not be reached, or the connection broke before the answer was complete. */
export class ConnectionError extends MusicaError {
  override name = 'ConnectionError';
}

/** The deadline of the call passed before its answer was there. */
export class DeadlineError extends MusicaError {
  override name = 'DeadlineError';
}

/** The name of a kind of problem without what all have in common. */
export function kindOf(type: string): string {
  return type.startsWith(prefix) ? type.slice(prefix.length) : type;
}

/** A problem document of the service. */
export function readProblem(json: Record<string, unknown>, retryAfter?: number): Problem {
  return {
    title: '',
    detail: '',
    ...json,
    type: kindOf(String(json['type'] ?? '')),
    status: Number(json['status']),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}
