// FaceLandmarker beyond what every server is asked: large pictures, compression, deadlines, errors.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { faceLandmarker, Service } from '../subjects/service.mjs';
import { Duplex, deadline, unary } from '../support/calls.mjs';
import { limited } from '../support/limited.mjs';
import { createClient } from '../support/protos.mjs';

const { status } = grpc;
const maxBytes = 8 << 20;
const compressions = { plain: {}, gzip: { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip } };

let service;
before(async () => (service = await Service.start(`--MuSiCa:Requests:MaxBytes=${maxBytes}`)));
after(() => service.stop());

const clientOf = (options) => createClient(service.protos, faceLandmarker, service.server.target, options);

async function assertAnswersAgain(client) {
  const exchange = service.unary(5);
  exchange.check(0, (await unary(client, exchange.method, exchange.requests[0])).response);
}

for (const [name, options] of Object.entries(compressions)) {
  limited(`picture_over_4_mib ${name}`, async (use) => {
    const { response } = await unary(use(clientOf(options)), 'Locate', service.locate(2500, 2000));
    assert.deepEqual({ ...response.image }, { width: 2500, height: 2000 });
  });

  limited(`picture_over_limit ${name}`, async (use) => {
    const client = use(clientOf(options));
    const request = service.locate(4096, maxBytes / 4096);
    await assert.rejects(unary(client, 'Locate', request), { code: status.RESOURCE_EXHAUSTED });
    await assertAnswersAgain(client);
  });
}

limited('deadline', async (use) => {
  const client = use(clientOf());
  const late = unary(client, 'Locate', service.locate(2500, 2000), { deadline: deadline(0.001) });
  await assert.rejects(late, { code: status.DEADLINE_EXCEEDED });
  await assertAnswersAgain(client);
});

limited('cancel_during_track', async (use) => {
  const client = use(clientOf());
  const exchange = service.duplex(1);
  const stream = new Duplex(client, exchange.method);
  exchange.check(0, await stream.exchange(exchange.requests[0]));
  stream.send(exchange.requests[1]);
  stream.call.cancel();
  assert.equal((await stream.status).code, status.CANCELLED);
  await assertAnswersAgain(client);
});

limited('error_carries_details', async (use) => {
  const request = { ...service.locate(40, 40), image: { encoded: Buffer.from('no picture') } };
  await assert.rejects(unary(use(clientOf()), 'Locate', request), (error) => {
    assert.equal(error.code, status.INVALID_ARGUMENT);
    assert.match(String(error.metadata.get('grpc-status-details-bin')[0]), /google\.rpc\.ErrorInfo/);
    return true;
  });
});

for (const path of [`/${faceLandmarker}/NoSuchMethod`, '/no.such.Service/Locate']) {
  limited(`unknown_path ${path}`, async (use) => {
    const bytes = (value) => value;
    const done = new Promise((resolve, reject) => {
      use(clientOf()).makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), { deadline: deadline() }, (error) =>
        error ? reject(error) : resolve(),
      );
    });
    await assert.rejects(done, { code: status.UNIMPLEMENTED });
  });
}
