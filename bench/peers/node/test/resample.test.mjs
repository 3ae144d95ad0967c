import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Resampler } from '../src/face/resample.mjs';

const size = 12;

function noise(width, height) {
  let state = 1;
  const pixels = Uint8Array.from({ length: 3 * width * height }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
  return { pixels, width, height };
}

/** The definition: every output as one weighted sum in doubles. */
function expected({ pixels, width, height }, x, y) {
  const across = weights(x, width);
  const down = weights(y, height);
  const planes = [];
  for (let channel = 0; channel < 3; channel++) {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let sum = 0;
        down[row].forEach((v, j) => across[column].forEach((u, i) => (sum += u * v * pixels[3 * (j * width + i) + channel])));
        planes.push(sum);
      }
    }
  }

  return planes;
}

function weights({ start, step }, length) {
  const support = Math.max(1, step);
  return Array.from({ length: size }, (_, u) => {
    const center = start + u * step;
    const row = new Array(length).fill(0);
    let sum = 0;
    for (let pixel = Math.floor(center - support); pixel <= center + support; pixel++) {
      const weight = Math.max(0, 1 - Math.abs(pixel - center) / support);
      row[Math.min(Math.max(pixel, 0), length - 1)] += weight;
      sum += weight;
    }

    return row.map((weight) => weight / sum);
  });
}

for (const step of [0.4, 1, 1.3, 1.9, 2.3, 2.6, 4.1]) {
  for (const start of [3.3, -4.7, 15.5]) {
    test(`resample_StepOf${step}From${start}_IsTheTriangleFilter`, () => {
      const region = noise(41, 37);
      const x = { start, step };
      const y = { start: start - 0.6, step };
      const target = new Uint8Array(3 * size * size);

      new Resampler(size).resample(region, x, y, target);

      expected(region, x, y).forEach((value, i) => assert.ok(Math.abs(target[i] - value) < 0.53, `${i}: ${target[i]}, ${value}`));
    });
  }
}

test('resample_RegionSmallerThanTheFilter_RepeatsItsEdges', () => {
  const region = noise(2, 1);
  const target = new Uint8Array(3 * size * size);

  new Resampler(size).resample(region, { start: -20, step: 4 }, { start: -20, step: 4 }, target);

  assert.deepEqual([target[0], target[size * size], target[2 * size * size]], [...region.pixels.subarray(0, 3)]);
  assert.equal(target[size - 1], region.pixels[3]);
});
