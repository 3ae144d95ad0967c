import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PatchGatherer } from '../src/stages/patches.mjs';

const size = 6;
const frame = { size: 64, levels: 3, offsets: [0, 3 * 64 * 64, 3 * (64 * 64 + 32 * 32)] };
const bytes = 3 * (64 * 64 + 32 * 32 + 16 * 16);

function noise() {
  let state = 1;
  return Uint8Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
}

function gather(face, level) {
  const landmarks = Int32Array.from(face.shape, (_, i) => i).subarray(0, face.shape.length / 2).reverse();
  const target = new Uint8Array(landmarks.length * 3 * size * size);
  new PatchGatherer({ frame, patch: { size } }).gather(face, level, landmarks, target, 0);
  return { landmarks, target };
}

/** The definition of docs/pipeline.md: every sample from its own four pixels, in doubles. */
function expected({ pyramid, shape, a, b }, level, read, landmarks) {
  const side = frame.size >> read;
  const pixel = (channel, x, y) => pyramid[frame.offsets[read] + (channel * side + y) * side + x];
  const bring = (value, low, high) => Math.min(Math.max(value, low), high);
  const between = 2 ** (level - read);
  const samples = [];
  for (const landmark of landmarks) {
    const [x, y] = [0, 1].map((axis) => bring((shape[2 * landmark + axis] - (2 ** read - 1) / 2) / 2 ** read, -size, side + size));
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 0; row < size; row++) {
        for (let column = 0; column < size; column++) {
          const [along, down] = [between * (column - (size - 1) / 2), between * (row - (size - 1) / 2)];
          const u = bring(x + a * along - b * down, 0, side - 1);
          const v = bring(y + b * along + a * down, 0, side - 1);
          const [left, top] = [Math.min(Math.floor(u), side - 2), Math.min(Math.floor(v), side - 2)];
          const across = (line) => pixel(channel, left, line) * (1 - u + left) + pixel(channel, left + 1, line) * (u - left);
          samples.push(across(top) * (1 - v + top) + across(top + 1) * (v - top));
        }
      }
    }
  }

  return samples;
}

const shape = Float32Array.from([30.3, 31.8, 2.1, 40.7, 61.4, 62.9, 20, -30, 100, 33.3, 63.5, 0.4]);
for (const { scale, turn, level, read } of [
  { scale: 1, turn: 0, level: 1, read: 1 },
  { scale: 1, turn: 0.4, level: 0, read: 0 },
  { scale: 1.3, turn: -2.5, level: 1, read: 1 },
  { scale: 1.5, turn: 0.2, level: 1, read: 2 },
  { scale: 0.6, turn: 1.1, level: 2, read: 1 },
  { scale: 0.25, turn: 3.1, level: 1, read: 0 },
  { scale: 4, turn: -0.7, level: 1, read: 2 },
]) {
  test(`gather_ScaleOf${scale}TurnOf${turn}OnLevel${level}_IsTheDefinitionOnLevel${read}`, () => {
    const face = { pyramid: noise(), shape, a: scale * Math.cos(turn), b: scale * Math.sin(turn) };

    const { landmarks, target } = gather(face, level);

    // Weights of 11 bits and rounding to bytes.
    expected(face, level, read, landmarks).forEach((value, i) =>
      assert.ok(Math.abs(target[i] - value) < 0.7, `${i}: ${target[i]}, ${value}`),
    );
  });
}
