import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import { root } from './paths.mjs';
import { standard } from './protos.mjs';

const table = fs.readFileSync(path.join(root, 'docs/problems.md'), 'utf8');

/** The status that docs/problems.md gives a problem. */
export function documented(name) {
  return grpc.status[new RegExp(`^\\| \`${name}\` \\| \\d+ \\| \`(\\w+)\``, 'm').exec(table)[1]];
}

/** What a call that failed says of its problem: type, parameter, retrySeconds, pushbackMs. */
export function readProblem(error) {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  assert.ok(bytes, `${error.code}: ${error.details}`);
  const status = standard['google.rpc.Status'].deserialize(bytes);
  assert.deepEqual([status.code, status.message], [error.code, error.details]);

  const details = new Map(status.details.map(({ type_url, value }) => [type_url.split('/').pop(), value]));
  const info = standard['google.rpc.ErrorInfo'].deserialize(details.get('google.rpc.ErrorInfo'));
  const type = info.reason.toLowerCase().replaceAll('_', '-');
  assert.deepEqual([info.domain, info.metadata.type], ['musica', `urn:musica:problem:${type}`]);
  assert.equal(error.code, documented(type));

  const retry = details.get('google.rpc.RetryInfo');
  const delay = retry && standard['google.rpc.RetryInfo'].deserialize(retry).retry_delay;
  const [pushback] = error.metadata.get('grpc-retry-pushback-ms');
  return {
    type,
    parameter: info.metadata.parameter,
    retrySeconds: delay && delay.seconds + delay.nanos / 1e9,
    pushbackMs: pushback && Number(pushback),
  };
}

/** Fails unless the call ends with a problem that agrees with itself and the documentation. */
export async function problemOf(call) {
  return readProblem(
    await call.then(
      () => assert.fail('The call succeeded.'),
      (error) => error,
    ),
  );
}
