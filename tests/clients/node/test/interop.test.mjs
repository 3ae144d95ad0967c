// The cases of gRPC's interoperability test list that apply, under their official names. What each sends and asserts is
// told in doc/interop-test-descriptions.md of grpc/grpc. Left out are the cases that need credentials, a caching proxy or a
// load balancer.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Interop } from '../subjects/interop.mjs';
import { Download, Duplex, deadline, metadata, unary, upload } from '../support/calls.mjs';
import { limited } from '../support/limited.mjs';
import { createClient } from '../support/protos.mjs';
import { Relay } from '../support/relay.mjs';

const { status } = grpc;
const answerSize = 314159;
const requestSize = 271828;
const streamAnswers = [31415, 9, 2653, 58979];
const streamRequests = [27182, 8, 1828, 45904];
const initialKey = 'x-grpc-test-echo-initial';
const trailingKey = 'x-grpc-test-echo-trailing-bin';
const custom = () => metadata([initialKey, 'test_initial_metadata_value'], [trailingKey, Buffer.from('ababab', 'hex')]);
const gzip = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };

let interop;
before(async () => (interop = await Interop.start()));
after(() => interop.stop());

const payload = (size) => ({ body: Buffer.alloc(size) });
const simple = (fields) => ({ response_size: answerSize, payload: payload(requestSize), ...fields });
const streaming = (sizes, body) => ({ response_parameters: sizes.map((size) => ({ size })), payload: payload(body ?? 0) });
const sizes = (answers) => answers.map((answer) => answer.payload.body.length);
const size = (answer) => answer.payload.body.length;

async function relayed(use, options) {
  const relay = use(await Relay.start(interop.server.port));
  return { relay, client: use(interop.client(options, relay.target)) };
}

limited('empty_unary', async (use) => {
  const { response } = await unary(use(interop.client()), 'EmptyCall', {});
  assert.deepEqual({ ...response }, {});
});

limited('large_unary', async (use) => {
  const { response } = await unary(use(interop.client()), 'UnaryCall', simple());
  assert.deepEqual(response.payload.body, Buffer.alloc(answerSize));
});

limited('client_compressed_unary', async (use) => {
  const expecting = simple({ expect_compressed: { value: true } });
  const plain = await relayed(use);
  await assert.rejects(unary(plain.client, 'UnaryCall', expecting), { code: status.INVALID_ARGUMENT });

  const compressing = await relayed(use, gzip);
  assert.equal(size((await unary(compressing.client, 'UnaryCall', expecting)).response), answerSize);
  assert.ok(compressing.relay.sent < requestSize / 10);

  plain.relay.reset();
  const answer = await unary(plain.client, 'UnaryCall', simple({ expect_compressed: { value: false } }));
  assert.equal(size(answer.response), answerSize);
  assert.ok(plain.relay.sent > requestSize);
});

limited('server_compressed_unary', async (use) => {
  const { relay, client } = await relayed(use);
  for (const value of [true, false]) {
    relay.reset();
    const { response } = await unary(client, 'UnaryCall', simple({ response_compressed: { value } }));
    assert.equal(size(response), answerSize);
    assert.equal(relay.received < answerSize / 10, value);
  }
});

limited('client_streaming', async (use) => {
  const requests = streamRequests.map((bytes) => ({ payload: payload(bytes) }));
  const { response } = await upload(use(interop.client()), 'StreamingInputCall', requests);
  assert.equal(response.aggregated_payload_size, 74922);
});

// The library compresses all messages of a channel, and Node refuses the flag by which one could be left out: the second
// message, of random bytes, does not shrink.
limited('client_compressed_streaming', async (use) => {
  const probe = { expect_compressed: { value: true }, payload: payload(27182) };
  const plain = use(interop.client());
  await assert.rejects(upload(plain, 'StreamingInputCall', [probe]), { code: status.INVALID_ARGUMENT });

  const { relay, client } = await relayed(use, gzip);
  const second = { expect_compressed: { value: false }, payload: { body: randomBytes(45904) } };
  const { response } = await upload(client, 'StreamingInputCall', [probe, second]);
  assert.equal(response.aggregated_payload_size, 73086);
  assert.ok(relay.sent > 45904 && relay.sent < 73086);
});

limited('server_streaming', async (use) => {
  const stream = new Download(use(interop.client()), 'StreamingOutputCall', streaming(streamAnswers));
  assert.deepEqual(sizes(await stream.rest()), streamAnswers);
});

limited('server_compressed_streaming', async (use) => {
  const { relay, client } = await relayed(use);
  const stream = new Download(client, 'StreamingOutputCall', {
    response_parameters: [
      { compressed: { value: true }, size: 31415 },
      { compressed: { value: false }, size: 92653 },
    ],
  });
  assert.deepEqual(sizes(await stream.rest()), [31415, 92653]);
  assert.ok(relay.received > 92653 && relay.received < 92653 + 31415);
});

limited('ping_pong', async (use) => {
  const stream = new Duplex(use(interop.client()), 'FullDuplexCall');
  for (const [index, bytes] of streamAnswers.entries()) {
    assert.equal(size(await stream.exchange(streaming([bytes], streamRequests[index]))), bytes);
  }
  assert.deepEqual(await stream.finish(), []);
});

limited('empty_stream', async (use) => {
  assert.deepEqual(await new Duplex(use(interop.client()), 'FullDuplexCall').finish(), []);
});

limited('cancel_after_begin', async (use) => {
  const client = use(interop.client());
  const error = await new Promise((resolve) => {
    client.StreamingInputCall(metadata(), { deadline: deadline() }, resolve).cancel();
  });
  assert.equal(error.code, status.CANCELLED);
  await interop.awaitIdle();
});

limited('cancel_after_first_response', async (use) => {
  const stream = new Duplex(use(interop.client()), 'FullDuplexCall');
  assert.equal(size(await stream.exchange(streaming([31415], 27182))), 31415);
  stream.call.cancel();
  assert.equal((await stream.status).code, status.CANCELLED);
  await interop.awaitIdle();
});

limited('timeout_on_sleeping_server', async (use) => {
  const stream = new Duplex(use(interop.client()), 'FullDuplexCall', { deadline: deadline(0.001) });
  stream.send(streaming([], 27182));
  assert.equal((await stream.status).code, status.DEADLINE_EXCEEDED);
  await interop.awaitIdle();
});

limited('custom_metadata', async (use) => {
  const client = use(interop.client());
  const single = await unary(client, 'UnaryCall', simple(), { metadata: custom() });
  assert.equal(size(single.response), answerSize);

  const stream = new Duplex(client, 'FullDuplexCall', { metadata: custom() });
  assert.equal(size(await stream.exchange(streaming([answerSize], requestSize))), answerSize);
  assert.deepEqual(await stream.finish(), []);

  const streamed = { initial: await stream.initial, trailing: (await stream.status).metadata };
  for (const { initial, trailing } of [single, streamed]) {
    assert.deepEqual(initial.get(initialKey), custom().get(initialKey));
    assert.deepEqual(trailing.get(trailingKey), custom().get(trailingKey));
  }
});

limited('status_code_and_message', async (use) => {
  const client = use(interop.client());
  const response_status = { code: status.UNKNOWN, message: 'test status message' };
  const expected = { code: status.UNKNOWN, details: response_status.message };
  await assert.rejects(unary(client, 'UnaryCall', simple({ response_status })), expected);

  const stream = new Duplex(client, 'FullDuplexCall');
  stream.send({ response_status });
  await assert.rejects(stream.finish(), expected);
});

limited('special_status_message', async (use) => {
  const message = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';
  const request = { response_status: { code: status.UNKNOWN, message } };
  await assert.rejects(unary(use(interop.client()), 'UnaryCall', request), { code: status.UNKNOWN, details: message });
});

limited('unimplemented_method', async (use) => {
  await assert.rejects(unary(use(interop.client()), 'UnimplementedCall', {}), { code: status.UNIMPLEMENTED });
});

limited('unimplemented_service', async (use) => {
  const client = use(createClient(interop.protos, 'grpc.testing.UnimplementedService', interop.server.target));
  await assert.rejects(unary(client, 'UnimplementedCall', {}), { code: status.UNIMPLEMENTED });
});
