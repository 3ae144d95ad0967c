// The standard health service, up to the end of the server.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { subjects } from '../subjects/subjects.mjs';
import { Download, Duplex, unary } from '../support/calls.mjs';
import { limited } from '../support/limited.mjs';
import { createClient, standard } from '../support/protos.mjs';

const SERVING = 1;
const NOT_SERVING = 2;
const SERVICE_UNKNOWN = 3;

for (const [name, Subject] of Object.entries(subjects)) {
  let shared;
  before(async () => (shared = await Subject.start()));
  after(() => shared.stop());

  const healthOf = (subject) => createClient(standard, 'grpc.health.v1.Health', subject.server.target);
  const serving = (what, body) => limited(`${name}: ${what}`, (use) => body(use(healthOf(shared))));
  const draining = (what, body) =>
    limited(`${name}: ${what}`, async (use) => {
      const subject = use(await Subject.start());
      await body(use(healthOf(subject)), subject, use);
    });

  serving('check', async (health) => {
    assert.equal((await unary(health, 'Check', {})).response.status, SERVING);
  });

  serving('check_unknown_service', async (health) => {
    await assert.rejects(unary(health, 'Check', { service: 'no.such.Service' }), { code: grpc.status.NOT_FOUND });
  });

  serving('watch_unknown_service', async (health) => {
    const watch = new Download(health, 'Watch', { service: 'no.such.Service' });
    assert.equal((await watch.next()).status, SERVICE_UNKNOWN);
    watch.call.cancel();
    assert.equal((await watch.status).code, grpc.status.CANCELLED);
  });

  draining('watch_across_drain', async (health, { server }) => {
    const watch = new Download(health, 'Watch', {});
    assert.equal((await watch.next()).status, SERVING);

    server.terminate();

    assert.equal((await watch.next()).status, NOT_SERVING);
    assert.deepEqual(await watch.rest(), []);
    assert.equal(await server.exitCode(), 0);
  });

  draining('open_stream_across_drain', async (health, subject, use) => {
    const watch = new Download(health, 'Watch', {});
    assert.equal((await watch.next()).status, SERVING);
    const exchange = subject.duplex(3);
    const client = use(createClient(subject.protos, exchange.service, subject.server.target));
    const stream = new Duplex(client, exchange.method);
    exchange.check(0, await stream.exchange(exchange.requests[0]));

    subject.server.terminate();

    assert.equal((await watch.next()).status, NOT_SERVING);
    stream.send(exchange.requests[1]);
    if (subject.servesOpenStreamsWhileDraining) {
      exchange.check(1, await stream.next());
      assert.deepEqual(await stream.finish(), []);
    } else {
      await assert.rejects(stream.next(), { code: grpc.status.UNAVAILABLE });
    }
    assert.equal(await subject.server.exitCode(), 0);
  });
}
