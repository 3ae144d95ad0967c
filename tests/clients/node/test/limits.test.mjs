// Large messages against the limits of both sides.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Interop } from '../subjects/interop.mjs';
import { Duplex, unary, upload } from '../support/calls.mjs';
import { limited } from '../support/limited.mjs';

const { RESOURCE_EXHAUSTED } = grpc.status;
const mib = 1 << 20;
const large = 8 * mib;
const unlimited = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
const gzip = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };
const exhausted = { code: RESOURCE_EXHAUSTED };

let interop;
let roomy;
before(async () => {
  interop = await Interop.start();
  roomy = await Interop.start(`--Grpc:MaxReceiveMessageSize=${16 * mib}`);
});
after(() => Promise.all([interop.stop(), roomy.stop()]));

const size = (answer) => answer.payload.body.length;

limited('request_just_within_limit', async (use) => {
  const client = use(interop.client());
  // Tags and lengths around the body take 10 bytes.
  const request = (bytes) => ({ payload: { body: Buffer.alloc(bytes - 10) } });
  assert.equal(size((await unary(client, 'UnaryCall', request(4 * mib))).response), 0);
  await assert.rejects(unary(client, 'UnaryCall', request(4 * mib + 1)), exhausted);
});

limited('request_over_limit_leaves_the_channel_usable', async (use) => {
  const client = use(interop.client());
  await assert.rejects(unary(client, 'UnaryCall', { payload: { body: Buffer.alloc(large) } }), exhausted);
  assert.equal(size((await unary(client, 'UnaryCall', { response_size: 3 })).response), 3);
  await interop.awaitIdle();
});

limited('streamed_request_over_limit', async (use) => {
  const requests = [1, large].map((bytes) => ({ payload: { body: Buffer.alloc(bytes) } }));
  await assert.rejects(upload(use(interop.client()), 'StreamingInputCall', requests), exhausted);
  await interop.awaitIdle();
});

// 8 MiB of zeros are a few kilobytes on the wire.
limited('compressed_request_over_limit_once_decompressed', async (use) => {
  const request = { payload: { body: Buffer.alloc(large) } };
  await assert.rejects(unary(use(interop.client(gzip)), 'UnaryCall', request), exhausted);
});

limited('response_over_limit_of_the_client', async (use) => {
  await assert.rejects(unary(use(interop.client()), 'UnaryCall', { response_size: large }), exhausted);
  await interop.awaitIdle();
});

limited('response_over_send_limit_of_the_server', async (use) => {
  const tight = use(await Interop.start('--Grpc:MaxSendMessageSize=1000'));
  const client = use(tight.client());
  await assert.rejects(unary(client, 'UnaryCall', { response_size: 1001 }), exhausted);
  assert.equal(size((await unary(client, 'UnaryCall', { response_size: 900 })).response), 900);
});

for (const [name, options] of Object.entries({ plain: {}, gzip })) {
  limited(`large_unary_within_raised_limits ${name}`, async (use) => {
    const { response } = await unary(use(roomy.client({ ...unlimited, ...options })), 'UnaryCall', {
      response_size: large,
      response_compressed: { value: name === 'gzip' },
      payload: { body: Buffer.alloc(large, Buffer.from({ length: 256 }, (_, i) => i)) },
    });
    assert.ok(response.payload.body.equals(Buffer.alloc(large)));
  });
}

limited('large_stream_within_raised_limits', async (use) => {
  const stream = new Duplex(use(roomy.client(unlimited)), 'FullDuplexCall');
  for (const bytes of [large, 1, 15 * mib]) {
    const request = { response_parameters: [{ size: bytes }], payload: { body: Buffer.alloc(bytes) } };
    assert.equal(size(await stream.exchange(request)), bytes);
  }
  assert.deepEqual(await stream.finish(), []);
});
