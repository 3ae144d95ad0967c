// Track: every stream has its own faces and its answers in order, whatever one frame is like; then a drain.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Landmarker, assertNear, frame, points } from '../subjects/landmarks.mjs';
import { Service, faceLandmarker } from '../subjects/service.mjs';
import { Download, deadline } from '../support/calls.mjs';
import { limited } from '../support/limited.mjs';
import { box, jpeg, sample, window } from '../support/pictures.mjs';
import { problemOf } from '../support/problems.mjs';
import { createClient, standard } from '../support/protos.mjs';

const { status } = grpc;
const side = 460;
// A face that moves is framed anew in every frame, so that its landmarks move a little on it.
const sameFace = 8;
const states = { STARTED: 1, FOLLOWED: 2 };
const LATEST = 1;
const [SERVING, NOT_SERVING] = [1, 2];

let service;
let whole;
before(async () => {
  service = await Service.start();
  whole = points((await service.rest.locate(jpeg, [box])).faces[0]);
});
after(() => service.stop());

const tracking = (name, body) => limited(name, (use) => body(use(new Landmarker(service)), use));
const moved = (left, top) => whole.map((value, i) => value - (i % 2 ? top : left));
const first = (id = 0, fields = {}) => frame(jpeg, { id, boxes: [box], ...fields });

/** A window of the sample, with a box of its face in the first frame only. */
function part(number, left, top, fields = {}) {
  const boxes = number === 0 ? [{ ...box, x: box.x - left, y: box.y - top }] : [];
  return frame(window(sample, left, top, side), { id: number, timestamp_us: 40_000 * number, boxes, ...fields });
}

function assertOne(answer, state, id = 1) {
  assert.equal(answer.problem, null);
  assert.deepEqual(answer.faces.map((face) => [face.track_id, face.state]), [[id, state]]);
}

// Windows at least 20 pixels apart: a face of another stream would be out of place.
tracking('50_concurrent_streams_each_have_their_own_faces', async (landmarker) => {
  const starts = Array.from({ length: 50 }, (_, i) => [20 * (i % 7), 20 * Math.floor(i / 7)]);
  const streams = starts.map(() => landmarker.track());
  for (let number = 0; number < 6; number++) {
    streams.forEach((stream, i) => {
      const [left, top] = starts[i];
      stream.send(part(number, left + number, top + number, { id: 1000 * i + number }));
    });
  }
  const answers = await Promise.all(streams.map((stream) => stream.finish()));
  answers.forEach((ofStream, i) => {
    assert.deepEqual(ofStream.map(({ id }) => id), Array.from({ length: 6 }, (_, number) => 1000 * i + number));
    ofStream.forEach((answer, number) => {
      assertOne(answer, number ? states.FOLLOWED : states.STARTED);
      assertNear(points(answer.faces[0].face), moved(starts[i][0] + number, starts[i][1] + number), sameFace);
    });
  });
});

tracking('every_frame_is_answered_in_order', async (landmarker) => {
  const stream = landmarker.track();
  const ids = Array.from({ length: 200 }, (_, i) => i);
  ids.forEach((id) => stream.send(first(id)));
  const answers = await stream.finish();
  assert.deepEqual(answers.map(({ id }) => id), ids);
  assert.ok(answers.every(({ skipped }) => skipped === 0));
});

// A hundred frames at once. Each is answered or reported as skipped, never both.
tracking('latest_skips_and_reports', async (landmarker) => {
  const stream = landmarker.track();
  const ids = Array.from({ length: 100 }, (_, i) => i);
  ids.forEach((id) => stream.send(first(id, id === 0 ? { config: { frames: LATEST } } : {})));
  const answers = await stream.finish();
  const answered = answers.map(({ id }) => id);
  const skipped = answers.flatMap(({ skipped_ids }) => skipped_ids);
  assert.deepEqual(answered, answered.toSorted((a, b) => a - b));
  assert.equal(answered.at(-1), 99);
  assert.ok(skipped.length > 0);
  assert.deepEqual([...answered, ...skipped].sort((a, b) => a - b), ids);
  assert.equal(answers.reduce((sum, answer) => sum + answer.skipped, 0), skipped.length);
});

tracking('smoothing_holds_landmarks_back', async (landmarker) => {
  const [plain, smooth] = [landmarker.track(), landmarker.track()];
  const config = { smoothing: { min_cutoff: 0.05, beta: 0.0001 } };
  const middle = ({ faces: [{ face }] }) => points(face).reduce((sum, value, i) => sum + (i % 2 ? 0 : value), 0) / 68;
  let last = 0;
  for (let number = 0; number < 4; number++) {
    const of = (stream, fields) => stream.exchange(part(number, 5 * number, 0, fields));
    const lag = middle(await of(smooth, number ? {} : { config })) - middle(await of(plain));
    assert.ok(number === 0 ? Math.abs(lag) < 0.01 : lag > last + 1, `frame ${number}: ${lag} after ${last}`);
    last = lag;
  }
  assert.deepEqual([await plain.finish(), await smooth.finish()], [[], []]);
});

for (const [what, bad, type] of [
  ['cut off', frame(jpeg.subarray(0, 5000)), 'image-truncated'],
  ['no picture', frame(Buffer.from('no picture')), 'image-unsupported'],
  ['without image', frame(null), 'image-empty'],
  ['box outside', frame(jpeg, { boxes: [{ ...box, x: 9000 }] }), 'box-outside'],
  ['config in a later message', frame(jpeg, { config: { max_faces: 1 } }), 'parameter-invalid'],
]) {
  tracking(`problem_of_one_frame_leaves_the_stream ${what}`, async (landmarker) => {
    const stream = landmarker.track();
    assertOne(await stream.exchange(first(1)), states.STARTED);
    const answer = await stream.exchange({ ...bad, id: 2 });
    assert.deepEqual([answer.id, answer.faces, answer.problem.type], [2, [], type]);
    assert.equal(answer.problem.code, status.INVALID_ARGUMENT);
    assertOne(await stream.exchange(frame(jpeg, { id: 3 })), states.FOLLOWED);
    assert.deepEqual(await stream.finish(), []);
  });
}

// Streams and calls that leave in the middle, beside one stream that stays.
tracking('cancellation_midway_is_counted_and_harms_nobody', async (landmarker) => {
  const cancelled = () => service.rest.metric('musica_cancellations_total');
  const before = await cancelled();
  const kept = landmarker.track();
  assertOne(await kept.exchange(first()), states.STARTED);
  while ((await cancelled()) === before) {
    const leaving = Array.from({ length: 4 }, () => landmarker.track());
    leaving.forEach((stream) => stream.send(frame(jpeg, { boxes: [box] })));
    const large = { boxes: Array(64).fill(box), limits: { max_error: 0.0001 } };
    const hurried = Promise.allSettled(
      Array.from({ length: 8 }, () => landmarker.locate(jpeg, large, { deadline: deadline(0.03) })),
    );
    await landmarker.locate(jpeg);
    leaving.forEach((stream) => stream.call.cancel());
    for (const stream of leaving) {
      assert.equal((await stream.status).code, status.CANCELLED);
    }
    await hurried;
  }
  assertOne(await kept.exchange(frame(jpeg)), states.FOLLOWED);
  assert.deepEqual(await kept.finish(), []);
});

limited('drain', async (use) => {
  const leaving = use(await Service.start('--MuSiCa:Serving:DrainDelay=00:00:02'));
  const landmarker = use(new Landmarker(leaving));
  const health = use(createClient(standard, 'grpc.health.v1.Health', leaving.server.target));
  const watch = new Download(health, 'Watch', { service: faceLandmarker });
  assert.equal((await watch.next()).status, SERVING);
  const stream = landmarker.track();
  assertOne(await stream.exchange(first()), states.STARTED);

  leaving.server.terminate();

  assert.equal((await watch.next()).status, NOT_SERVING);
  assertOne(await stream.exchange(frame(jpeg)), states.FOLLOWED);
  assert.equal((await landmarker.locate(jpeg)).faces.length, 1);
  const problem = await problemOf(stream.next());
  assert.deepEqual([problem.type, problem.pushbackMs], ['draining', 1000]);
  assert.deepEqual(await watch.rest(), []);
  assert.equal(await leaving.server.exitCode(), 0);
});
