// Problems of docs/problems.md that a client of gRPC can cause.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before } from 'node:test';
import { Landmarker, frame } from '../subjects/landmarks.mjs';
import { Service } from '../subjects/service.mjs';
import { limited } from '../support/limited.mjs';
import { box, crop, jpeg, png, rgb, sample } from '../support/pictures.mjs';
import { documented, problemOf, readProblem } from '../support/problems.mjs';

const limits = {
  'Imaging:MaxEncodedBytes': 200_000,
  'Imaging:MaxPixels': 500_000,
  'Imaging:MaxWidth': 1500,
  'Imaging:MaxHeight': 1400,
  'Requests:MaxBytes': 1_500_000,
  'Requests:MaxFaces': 4,
  'Requests:MaxFiles': 1,
  'Serving:QueueLimit': 4,
  'Serving:MemoryLimit': 24_000_000,
  'Tracking:MaxStreams': 1,
  'Tracking:IdleTimeout': '00:00:30',
};

let service;
before(async () => (service = await Service.start(...Object.entries(limits).map(([key, value]) => `--MuSiCa:${key}=${value}`))));
after(() => service.stop());

const failing = (name, body) => limited(name, (use) => body(use(new Landmarker(service)), use));
const flat = (width, height) => png({ width, height, data: Buffer.alloc(3 * width * height, 128) });
const everything = { pixels: { ...rgb(sample).pixels, stride: 9 } };

for (const [type, image, fields, parameter] of [
  ['image-empty', Buffer.alloc(0), {}],
  ['image-empty', null, {}, 'image'],
  ['image-corrupt', everything, {}],
  ['image-truncated', jpeg.subarray(0, jpeg.length / 2), {}],
  ['image-too-many-bytes', Buffer.concat([jpeg, Buffer.alloc(200_000)]), {}],
  ['image-too-many-pixels', flat(900, 900), {}],
  ['image-too-wide', flat(1501, 10), {}],
  ['image-too-tall', flat(10, 1401), {}],
  ['image-unsupported', Buffer.from('%PDF-1.7 and more'), {}],
  ['model-unknown', jpeg, { model: 'other' }, 'model'],
  ['profile-unknown', jpeg, { limits: { profile: 'slow' } }, 'profile'],
  ['parameter-invalid', jpeg, { limits: { max_stages: 0 } }, 'maxStages'],
  ['parameter-invalid', jpeg, { limits: { max_error: NaN } }, 'maxError'],
  ['parameter-invalid', jpeg, { priority: 7 }, 'priority'],
  ['parameter-invalid', { pixels: { format: 9 } }, {}, 'image.pixels.format'],
  ['box-required', jpeg, { boxes: [] }, 'box'],
  ['box-invalid', jpeg, { boxes: [{ ...box, x: NaN }] }, 'box'],
  ['box-empty', jpeg, { boxes: [{ ...box, width: 0 }] }, 'box'],
  ['box-outside', jpeg, { boxes: [{ ...box, x: 900 }] }, 'box'],
  ['box-too-large', jpeg, { boxes: [{ x: 0, y: 0, width: 9000, height: 9000 }] }, 'box'],
  ['too-many-faces', jpeg, { boxes: Array(5).fill(box) }],
]) {
  failing(`${type} ${parameter ?? ''}`, async (landmarker) => {
    const problem = await problemOf(landmarker.locate(image, fields));
    assert.equal(problem.type, type);
    assert.deepEqual([problem.retrySeconds, problem.pushbackMs], [undefined, undefined]);
    assert.ok(!parameter || problem.parameter === parameter, problem.parameter);
  });
}

failing('route-unknown', async ({ client }) => {
  const bytes = (value) => value;
  const call = new Promise((resolve, reject) => {
    client.makeUnaryRequest('/no.such/Method', bytes, bytes, Buffer.alloc(0), (error) => (error ? reject(error) : resolve()));
  });
  assert.equal((await problemOf(call)).type, 'route-unknown');
});

// Found by the gRPC server before a service is asked, so that there are no details.
failing('body-too-large', async (landmarker) => {
  const large = { pixels: { data: Buffer.alloc(1_600_000) } };
  await assert.rejects(landmarker.locate(large), { code: documented('body-too-large') });
  assert.equal((await landmarker.locate(jpeg)).faces.length, 1);
});

failing('streams-full', async (landmarker) => {
  const held = landmarker.track();
  assert.equal((await held.exchange(frame(jpeg, { boxes: [box] }))).faces.length, 1);
  const problem = await problemOf(landmarker.track().next());
  assert.equal(problem.type, 'streams-full');
  assert.equal(problem.pushbackMs, 1000 * problem.retrySeconds);
  assert.deepEqual(await held.finish(), []);
});

// Four places and more faces, whose messages leave most of the memory free. Who gets a place gets an answer.
failing('queue-full', async (landmarker) => {
  const calls = await Promise.allSettled(Array.from({ length: 24 }, () => landmarker.locate(jpeg)));
  const refused = calls.filter(({ status }) => status === 'rejected');
  assert.ok(refused.length > 0 && refused.length < calls.length, `${refused.length} refused`);
  for (const { reason } of refused) {
    const problem = readProblem(reason);
    assert.equal(problem.type, 'queue-full');
    assert.ok(problem.retrySeconds > 0 && problem.pushbackMs >= 1);
  }
});

// Bodies that do not end hold most of it.
failing('memory-full', async (landmarker, use) => {
  for (let i = 0; i < 46; i++) {
    const socket = net.connect(service.rest.port, '127.0.0.1');
    socket.on('error', () => {});
    use({ close: () => socket.destroy() });
    socket.write('POST /v1/landmarks?box=1,1,9,9 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 190000\r\n\r\n');
    socket.write(Buffer.alloc(180_000));
  }
  const large = rgb(crop(sample, 0, 0, 640, 640));
  let problem;
  while (!problem) {
    problem = await landmarker.locate(large).then(() => undefined, readProblem);
  }
  assert.equal(problem.type, 'memory-full');
  assert.ok(problem.retrySeconds > 0 && problem.pushbackMs >= 1);
});

limited('request-timeout', async (use) => {
  const impatient = use(await Service.start('--MuSiCa:Tracking:IdleTimeout=00:00:00.1'));
  const stream = use(new Landmarker(impatient)).track();
  assert.equal((await problemOf(stream.next())).type, 'request-timeout');
});
