// Photos: the same from REST and gRPC.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fivePoints, MusicaClient, ProblemError } from '../dist/index.js';
import { MusicaGrpcClient } from '../dist/grpc/index.js';
import { box, group, jpeg, startService } from '../support/service.mjs';

let service;
before(async () => (service = await startService()));
after(() => service.stop());

const near = (one, other) => {
  assert.equal(one.length, other.length);
  one.forEach(([x, y], i) => assert.ok(Math.hypot(x - other[i][0], y - other[i][1]) <= 0.02, `landmark ${i}`));
};

for (const kind of ['rest', 'grpc']) {
  test(`${kind}: photo`, async () => {
    const answer = await service[kind].locate(jpeg);
    const [face] = answer.faces;
    assert.equal(answer.model.name, 'musica-68-int8');
    assert.equal(answer.finder.name, 'finder-320-int8');
    assert.deepEqual(answer.image, { width: 640, height: 640 });
    assert.deepEqual([answer.faces.length, face.landmarks.length, face.status, face.exit], [1, 68, 'accepted', 'confident']);
    assert.ok(face.predictedError > 0 && face.predictedError < 0.05);
    assert.ok(face.score > 0 && face.score <= 1);
  });

  test(`${kind}: group, the largest first`, async () => {
    const { faces } = await service[kind].locate(group);
    const areas = faces.map((face) => face.box.width * face.box.height);
    assert.equal(faces.length, 9);
    assert.deepEqual(areas, areas.toSorted((a, b) => b - a));
    assert.equal((await service[kind].locate(group, { maxFaces: 2 })).faces.length, 2);
  });

  test(`${kind}: boxes keep their order`, async () => {
    const moved = { ...box, x: 182, y: 171 };
    const answer = await service[kind].locate(jpeg, { boxes: [moved, box], maxStages: 1, timing: true });
    assert.deepEqual(answer.faces.map((face) => face.box), [moved, box]);
    assert.deepEqual(answer.faces.map((face) => face.stages), [1, 1]);
    assert.equal(answer.finder, undefined);
    assert.ok(answer.timing.decode > 0 && answer.faces[0].timing.execute > 0);
  });

  test(`${kind}: a box without a face is uncertain`, async () => {
    const { faces: [face] } = await service[kind].locate(jpeg, { boxes: [{ x: 0, y: 0, width: 60, height: 60 }] });
    assert.equal(face.status, 'uncertain');
  });

  test(`${kind}: problem`, async () => {
    await assert.rejects(service[kind].locate(jpeg, { boxes: [{ ...box, x: 9000 }] }), (error) => {
      assert.ok(error instanceof ProblemError);
      assert.match(error.message, /^box-outside: Box 1 .* lies outside/);
      assert.deepEqual([error.problem.type, error.problem.parameter], ['box-outside', 'box']);
      assert.equal(error.problem.status, kind === 'rest' ? 422 : 3);
      return true;
    });
  });

  test(`${kind}: find`, async () => {
    const { faces } = await service[kind].find(group, { maxFaces: 3 });
    assert.equal(faces.length, 3);
    assert.ok(faces.every((face) => face.score > 0 && face.box.width > 100));
  });

  test(`${kind}: deadline`, () => assert.rejects(service[kind].locate(jpeg, { deadline: 0.5 }), { name: 'DeadlineError' }));

  test(`${kind}: signal`, async () => {
    const stop = new AbortController();
    const asked = service[kind].locate(group, { signal: stop.signal });
    stop.abort(new Error('Never mind.'));
    await assert.rejects(asked, { message: 'Never mind.' });
  });
}

test('REST and gRPC agree', async () => {
  const [one, other] = await Promise.all([service.rest, service.grpc].map((client) => client.locate(jpeg, { boxes: [box] })));
  near(one.faces[0].landmarks, other.faces[0].landmarks);
});

test('pixels', async () => {
  const data = Buffer.alloc(64 * 48 * 3, 128);
  const answer = await service.grpc.locate({ format: 'rgb', width: 64, height: 48, data }, { boxes: [{ x: 8, y: 8, width: 30, height: 30 }] });
  assert.deepEqual(answer.image, { width: 64, height: 48 });
});

test('many photos, one of them bad', async () => {
  const [one, bad, many] = await service.rest.locateMany([jpeg, Buffer.from('no image'), new Blob([group])]);
  assert.equal(one.faces.length, 1);
  assert.equal(bad.type, 'image-unsupported');
  assert.equal(many.faces.length, 9);
  assert.deepEqual([one.file, bad.file, many.file], ['file0', 'file1', 'file2']);
  const [alone] = await service.rest.locateMany([jpeg]);
  assert.deepEqual(alone.faces, one.faces);
});

test('picture', async () => {
  const png = await service.rest.draw(jpeg, 'image/png', { boxes: [box] });
  assert.equal(Buffer.from(png.subarray(1, 4)).toString(), 'PNG');
  const svg = await service.rest.draw(jpeg, 'image/svg+xml', { boxes: [box], numbers: true });
  assert.match(Buffer.from(svg).toString(), /data-stages/);
});

test('five points', async () => {
  const [model] = await service.rest.models();
  const { landmarks } = await service.grpc.model();
  const { faces: [face] } = await service.rest.locate(jpeg, { boxes: [box] });
  const five = fivePoints(face, model.landmarks);
  assert.deepEqual(fivePoints(face, landmarks), five);
  assert.deepEqual(five.noseTip, face.landmarks[30]);
  assert.ok(five.rightEye[0] < five.noseTip[0] && five.noseTip[0] < five.leftEye[0]);
  assert.deepEqual(landmarks.groups.map((group) => group.name), model.landmarks.groups.map((group) => group.name));
});

for (const Kind of [MusicaClient, MusicaGrpcClient]) {
  test(`${Kind.name}: what is no address`, () => {
    assert.throws(() => new Kind({ url: 'localhost:8080' }), /"localhost:8080" is no address; write http/);
  });
}
