// Locate: the same answer as REST, for every form of picture, and what its fields do.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { Landmarker, assertNear, points } from '../subjects/landmarks.mjs';
import { Service } from '../subjects/service.mjs';
import { limited } from '../support/limited.mjs';
import * as pictures from '../support/pictures.mjs';

const { box, crop, jpeg, png, sample } = pictures;
const model = JSON.parse(readFileSync(new URL('../../../../models/musica-68-int8/model.json', import.meta.url)));
// REST rounds to hundredths of a pixel.
const rounded = 0.0051;
// The same samples; batches of other sizes may add in another order.
const equal = 0.001;
// Colours of half the resolution, converted twice.
const close = 1;
const exits = { CONFIDENT: 1, EXHAUSTED: 2, BUDGET: 3 };
const ACCEPTED = 1;

let service;
before(async () => (service = await Service.start()));
after(() => service.stop());

const locating = (name, body) => limited(name, (use) => body(use(new Landmarker(service))));

locating('jpeg_equals_rest', async (landmarker) => {
  const rest = await service.rest.locate(jpeg, [box]);
  const response = await landmarker.locate(jpeg, { timing: true });
  assert.deepEqual({ ...response.model }, rest.model);
  assert.deepEqual({ ...response.image }, rest.image);
  const [face] = response.faces;
  assertNear(points(face), points(rest.faces[0]), rounded);
  assert.equal(face.stages, rest.faces[0].stages);
  assert.equal(face.status, ACCEPTED);
  assert.deepEqual({ ...face.box }, box);
  assert.ok(response.timing.decode > 0);
  assert.ok(face.timing.execute > 0);
});

// Odd sides: half a pair of chroma is left over.
const odd = crop(sample, 0, 0, 639, 633);

for (const [name, picture] of Object.entries({ sample, odd })) {
  for (const [layout, gap] of [['rgb', 0], ['rgb', 61], ['bgr', 0], ['bgr', 1]]) {
    locating(`samples_equal_png ${name} ${layout} gap ${gap}`, async (landmarker) => {
      const [expected] = (await landmarker.locate(png(picture))).faces;
      const [face] = (await landmarker.locate(pictures[layout](picture, gap))).faces;
      assertNear(points(face), points(expected), equal);
    });
  }

  locating(`nv12_is_close_to_png ${name}`, async (landmarker) => {
    const [expected] = (await landmarker.locate(png(picture))).faces;
    const [face] = (await landmarker.locate(pictures.nv12(picture, 33, 34))).faces;
    assertNear(points(face), points(expected), close);
    assert.equal(face.status, ACCEPTED);
  });
}

for (const gap of [0, 61]) {
  locating(`grey_samples_equal_png gap ${gap}`, async (landmarker) => {
    const grey = pictures.luma(odd);
    const [expected] = (await landmarker.locate(png(grey, 0))).faces;
    assertNear(points((await landmarker.locate(pictures.grey(grey, gap))).faces[0]), points(expected), equal);
  });
}

for (const [limits, stages, exit] of [
  [{ max_stages: 1, max_error: 0.0001 }, 1, exits.BUDGET],
  [{ max_error: 0.0001 }, model.stages.length, exits.EXHAUSTED],
  [{ max_error: 10 }, 1, exits.CONFIDENT],
  [{ profile: 'fast', max_error: 0.0001 }, model.stages.length, exits.EXHAUSTED],
]) {
  locating(`limits ${JSON.stringify(limits)}`, async (landmarker) => {
    const [face] = (await landmarker.locate(jpeg, { limits, priority: 'PRIORITY_BULK', model: 'musica-68-int8' })).faces;
    assert.deepEqual([face.stages, face.exit], [stages, exit]);
  });
}

for (const [name, compression] of Object.entries(grpc.compressionAlgorithms).filter(([, value]) => Number.isInteger(value) && value !== 1)) {
  limited(`image_over_4_mib ${name}`, async (use) => {
    const landmarker = use(new Landmarker(service, { 'grpc.default_compression_algorithm': compression }));
    const doubled = double(sample);
    const boxes = [Object.fromEntries(Object.entries(box).map(([key, value]) => [key, 2 * value]))];
    assert.ok(doubled.data.length > 4 << 20);
    const [expected] = (await landmarker.locate(png(doubled), { boxes })).faces;
    assertNear(points((await landmarker.locate(pictures.rgb(doubled), { boxes })).faces[0]), points(expected), equal);
  });
}

// Ten pictures a hundred times, mixed: who gets the answer of another has another face.
locating('1000_concurrent_calls_each_get_their_own_answer', async (landmarker) => {
  const offsets = Array.from({ length: 10 }, (_, i) => [12 * i, 7 * i]);
  const images = offsets.map(([left, top]) => png(crop(sample, left, top, 400, 400)));
  const boxes = offsets.map(([left, top]) => ({ ...box, x: box.x - left, y: box.y - top }));
  const expected = [];
  for (const [i, image] of images.entries()) {
    expected.push(points((await service.rest.locate(image, [boxes[i]])).faces[0]));
  }
  const calls = Array.from({ length: 1000 }, (_, i) => landmarker.locate(images[i % 10], { boxes: [boxes[i % 10]] }));
  (await Promise.all(calls)).forEach(({ faces: [face] }, i) => assertNear(points(face), expected[i % 10], rounded));
});

function double({ width, height, data }) {
  const doubled = Buffer.alloc(12 * width * height);
  for (let i = 0; i < doubled.length / 3; i++) {
    const [x, y] = [i % (2 * width), Math.floor(i / (2 * width))];
    const from = 3 * ((y >> 1) * width + (x >> 1));
    doubled.set(data.subarray(from, from + 3), 3 * i);
  }
  return { width: 2 * width, height: 2 * height, data: doubled };
}
