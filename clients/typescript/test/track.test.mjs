// Streams of frames.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { box, jpeg, startService } from '../support/service.mjs';

let service;
before(async () => (service = await startService()));
after(() => service.stop());

const all = async (answers) => {
  const list = [];
  for await (const answer of answers) {
    list.push(answer);
  }
  return list;
};
const track = (frames, options) => service.grpc.track(frames, options);

test('a face is followed', async () => {
  const answers = await all(track(Array(6).fill(jpeg), { fps: 25 }));
  assert.deepEqual(answers.map(({ id, time }) => [id, time]), answers.map((_, i) => [i, 40 * i]));
  assert.deepEqual(
    answers.map(({ faces }) => faces.map(({ trackId, state }) => [trackId, state])),
    [[[1, 'started']], ...Array(5).fill([[1, 'followed']])],
  );
  assert.ok(answers.every(({ faces: [{ face }] }) => face.landmarks.length === 68));
});

test('frames with ids, times and boxes', async () => {
  const frames = [{ image: jpeg, id: 100, time: 10, boxes: [box] }, { image: jpeg, id: 101, time: 50 }];
  const answers = await all(track(frames, { smoothing: {}, findInterval: 0, maxStages: 1 }));
  assert.deepEqual(answers.map(({ id, time }) => [id, time]), [[100, 10], [101, 50]]);
  assert.ok(answers.every(({ faces: [{ face }] }) => face.stages === 1));
});

test('a problem of one frame does not end the stream', async () => {
  const [first, bad, last] = await all(track([jpeg, Buffer.from('no image'), jpeg], { fps: 25 }));
  assert.equal(bad.problem.type, 'image-unsupported');
  assert.deepEqual(bad.faces, []);
  assert.equal(first.faces[0].trackId, last.faces[0].trackId);
});

test('answers come while frames are taken', async () => {
  let next;
  let asked = new Promise((resolve) => (next = resolve));
  async function* frames() {
    for (let number = 0; number < 3; number++) {
      yield jpeg;
      await asked;
      asked = new Promise((resolve) => (next = resolve));
    }
  }

  const ids = [];
  for await (const { id } of track(frames(), { fps: 25 })) {
    ids.push(id);
    next();
  }
  assert.deepEqual(ids, [0, 1, 2]);
});

test('leaving the loop ends the frames', async () => {
  let closed;
  const ended = new Promise((resolve) => (closed = resolve));
  function* frames() {
    try {
      while (true) {
        yield jpeg;
      }
    } finally {
      closed();
    }
  }

  for await (const { id } of track(frames(), { fps: 25 })) {
    if (id === 1) {
      break;
    }
  }
  await ended;
});

test('what frames throw is thrown', async () => {
  async function* frames() {
    yield jpeg;
    throw new Error('The camera was pulled out.');
  }
  await assert.rejects(all(track(frames())), { message: 'The camera was pulled out.' });
});

test('a problem of the stream', () =>
  assert.rejects(all(track([jpeg], { model: 'another' })), ({ problem }) => problem.type === 'model-unknown'));
