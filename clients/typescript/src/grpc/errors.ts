/** Failures of gRPC as the same errors that REST has. */
import { status, type ServiceError } from '@grpc/grpc-js';
import { ConnectionError, DeadlineError, kindOf, MusicaError, ProblemError } from '../problems.js';
import { read, type Message } from './messages.js';

// The deadline of the call is that of the service too; who notices first says so.
const late = new Set(['timed-out', 'timeout-unreachable']);

/** What a call ended with. */
export function failure(error: ServiceError): MusicaError {
  const { type, parameter, value } = infoOf(error);
  const kind = kindOf(type ?? '');
  const wait = Number(error.metadata?.get('grpc-retry-pushback-ms')[0] ?? -1);
  if (kind && !late.has(kind)) {
    return new ProblemError({
      type: kind,
      status: error.code,
      title: status[error.code]!,
      detail: error.details,
      ...(parameter !== undefined && { parameter }),
      ...(value !== undefined && { value }),
      // Negative where waiting does not help.
      ...(wait >= 0 && { retryAfter: wait }),
    });
  }

  switch (error.code) {
    case status.DEADLINE_EXCEEDED:
      return new DeadlineError(error.details, { cause: error });
    case status.UNAVAILABLE:
    case status.CANCELLED:
      return new ConnectionError(error.details, { cause: error });
    default: {
      // The server itself refused, without details: a message over its limit above all.
      const type = error.code === status.RESOURCE_EXHAUSTED ? 'body-too-large' : '';
      return new ProblemError({ type, status: error.code, title: status[error.code] ?? '', detail: error.details });
    }
  }
}

/** The metadata of the google.rpc.ErrorInfo in the details. */
function infoOf(error: ServiceError): { type?: string; parameter?: string; value?: string } {
  const bytes = error.metadata?.get('grpc-status-details-bin')[0];
  const details: Message[] = bytes instanceof Buffer ? read('Status', bytes).details : [];
  const info = details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.ErrorInfo'));
  return info ? read('ErrorInfo', info.value).metadata : {};
}
