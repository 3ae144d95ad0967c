// Deadlines, cancellation midway, metadata: more than the interoperability list asks for.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Interop } from '../subjects/interop.mjs';
import { Download, Duplex, deadline, metadata, unary } from '../support/calls.mjs';
import { limited } from '../support/limited.mjs';

const { status } = grpc;
const initialKey = 'x-grpc-test-echo-initial';
const trailingKey = 'x-grpc-test-echo-trailing-bin';
const halfHourUs = 2_000_000_000;

let interop;
before(async () => (interop = await Interop.start()));
after(() => interop.stop());

const answers = (...sizes) => ({ response_parameters: sizes.map((size) => ({ size })) });
const sleeping = { response_parameters: [{ size: 5 }, { size: 6, interval_us: halfHourUs }] };
const size = (answer) => answer.payload.body.length;

limited('half_duplex', async (use) => {
  const stream = new Duplex(use(interop.client()), 'HalfDuplexCall');
  stream.send(answers(1, 2));
  stream.send(answers(3));
  assert.deepEqual((await stream.finish()).map(size), [1, 2, 3]);
});

limited('deadline_during_server_stream', async (use) => {
  const stream = new Download(use(interop.client()), 'StreamingOutputCall', sleeping, { deadline: deadline(1) });
  assert.equal(size(await stream.next()), 5);
  await assert.rejects(stream.next(), { code: status.DEADLINE_EXCEEDED });
  await interop.awaitIdle();
});

limited('deadline_during_client_stream', async (use) => {
  const client = use(interop.client());
  const error = await new Promise((resolve) => {
    client.StreamingInputCall(metadata(), { deadline: deadline(0.5) }, resolve).write({ payload: { body: Buffer.alloc(3) } });
  });
  assert.equal(error.code, status.DEADLINE_EXCEEDED);
  await interop.awaitIdle();
});

limited('cancel_during_server_stream', async (use) => {
  const stream = new Download(use(interop.client()), 'StreamingOutputCall', sleeping);
  assert.equal(size(await stream.next()), 5);
  stream.call.cancel();
  assert.equal((await stream.status).code, status.CANCELLED);
  await interop.awaitIdle();
});

limited('cancel_of_one_stream_leaves_others', async (use) => {
  const client = use(interop.client());
  const kept = new Duplex(client, 'FullDuplexCall');
  const givenUp = new Duplex(client, 'FullDuplexCall');
  for (const stream of [kept, givenUp]) {
    assert.equal(size(await stream.exchange(answers(7))), 7);
  }
  givenUp.call.cancel();
  assert.equal((await givenUp.status).code, status.CANCELLED);
  assert.equal(size(await kept.exchange(answers(8))), 8);
  assert.deepEqual(await kept.finish(), []);
  await interop.awaitIdle();
});

// Nobody reads the answers, so that the server waits in the middle of them.
limited('cancel_while_server_is_blocked_by_flow_control', async (use) => {
  const request = answers(...Array.from({ length: 50 }, () => 1_000_000));
  const stream = new Download(use(interop.client()), 'StreamingOutputCall', request);
  assert.equal(size(await stream.next()), 1_000_000);
  stream.call.cancel();
  assert.equal((await stream.status).code, status.CANCELLED);
  await interop.awaitIdle();
});

for (const value of ['a b  c', '~!@#$%^&*()_+{}|:"<>?`-=[];\',./', 'x'.repeat(4000)]) {
  limited(`ascii_metadata ${value.length}`, async (use) => {
    const { initial } = await unary(use(interop.client()), 'EmptyCall', {}, { metadata: metadata([initialKey, value]) });
    assert.deepEqual(initial.get(initialKey), [value]);
  });
}

for (const value of [Buffer.alloc(1), Buffer.from([255, 255]), Buffer.from({ length: 3072 }, (_, i) => i)]) {
  limited(`binary_metadata ${value.length}`, async (use) => {
    const { trailing } = await unary(use(interop.client()), 'EmptyCall', {}, { metadata: metadata([trailingKey, value]) });
    assert.deepEqual(trailing.get(trailingKey), [value]);
  });
}

// The server joins them by a comma, which the specification calls the same.
limited('repeated_ascii_metadata', async (use) => {
  const sent = metadata([initialKey, 'one'], [initialKey, 'two']);
  const { initial } = await unary(use(interop.client()), 'EmptyCall', {}, { metadata: sent });
  assert.equal(initial.get(initialKey).join(',').replaceAll(' ', ''), 'one,two');
});

// The specification allows it. Grpc.AspNetCore joins the values before it decodes them, so that a service which reads its
// metadata fails; the connection lives on.
limited('repeated_binary_metadata', async (use) => {
  const client = use(interop.client());
  const sent = metadata([trailingKey, Buffer.from([1])], [trailingKey, Buffer.from([2, 2])]);
  await assert.rejects(unary(client, 'EmptyCall', {}, { metadata: sent }), { code: status.UNKNOWN });
  await unary(client, 'EmptyCall', {});
});

limited('error_carries_trailers', async (use) => {
  const request = { response_status: { code: status.FAILED_PRECONDITION, message: 'no' } };
  const sent = metadata([trailingKey, Buffer.from('details')]);
  await assert.rejects(unary(use(interop.client()), 'UnaryCall', request, { metadata: sent }), (error) => {
    assert.equal(error.code, status.FAILED_PRECONDITION);
    assert.equal(error.details, 'no');
    assert.deepEqual(error.metadata.get(trailingKey), [Buffer.from('details')]);
    return true;
  });
});

for (const [name, code] of Object.entries(status).filter(([, code]) => Number.isInteger(code) && code > 0)) {
  limited(`every_status_code ${name}`, async (use) => {
    await assert.rejects(unary(use(interop.client()), 'UnaryCall', { response_status: { code } }), { code });
  });
}
