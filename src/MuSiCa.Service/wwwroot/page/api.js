// Calls of the service that served this page.

/** What went wrong, in words for people. */
export class Failure extends Error {
  constructor(title, detail, retryAfter = 0) {
    super(detail);
    this.title = title;
    this.retryAfter = retryAfter;
  }
}

/** The loaded model, and whether the service finds faces by itself. */
export async function loadModel() {
  const answer = await call('/v1/models');
  return { ...answer.models[0], finds: Boolean(answer.finder) };
}

/** The query of a call: a profile or a limit of its own, or nothing for the model's calibration. */
export function query(limits) {
  const parameters = new URLSearchParams(settings(limits));
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

/** What is asked for, by the names that calls and streams know. */
export function settings({ profile, maxError, pose }) {
  return {
    ...(maxError ? { maxError: Number(maxError.toPrecision(3)) } : profile ? { profile } : {}),
    ...(pose ? { pose: true } : {}),
  };
}

/** The faces of a photo. */
export const align = (photo, limits, signal) =>
  call(`/v1/landmarks${query(limits)}`, { method: 'POST', body: photo, signal });

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { ...options, headers: { Accept: 'application/json' } });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Failure('The service does not answer', 'Is it still running? Try again in a moment.');
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Failure(
    answer?.title ?? 'The service cannot answer',
    answer?.detail ?? `It answered with status ${response.status}.`,
    Number(response.headers.get('Retry-After')) || 0,
  );
}
