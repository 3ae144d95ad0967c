import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimilarityFit } from '../src/face/similarity.mjs';

const mean = Float32Array.from([10, 20, 30, 18, 22, 35, 14, 44]);

function moved(scale, turn) {
  const [a, b] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  return { shape: mean.map((_, i) => (i % 2 ? b * mean[i - 1] + a * mean[i] - 50 : a * mean[i] - b * mean[i + 1] + 7)) };
}

function fit(face) {
  new SimilarityFit(mean).apply(face);
  return { scale: Math.hypot(face.a, face.b), turn: Math.atan2(face.b, face.a) };
}

test('apply_MeanShapeTurnedScaledAndShifted_FindsTurnAndScale', () => {
  const { scale, turn } = fit(moved(1.7, -2.2));

  assert.ok(Math.abs(scale - 1.7) < 1e-5 && Math.abs(turn + 2.2) < 1e-5, `${scale}, ${turn}`);
});

test('apply_FarTooSmallOrLarge_KeepsTurnAndBoundsScale', () => {
  for (const [scale, bounded] of [[0.01, 0.25], [30, 4]]) {
    const found = fit(moved(scale, 0.5));

    assert.ok(Math.abs(found.scale - bounded) < 1e-6 && Math.abs(found.turn - 0.5) < 1e-4, `${found.scale}, ${found.turn}`);
  }
});

test('apply_AllLandmarksInOnePlace_IsUprightAndSmallest', () => {
  const face = { shape: new Float32Array(8).fill(5) };

  fit(face);

  assert.deepEqual([face.a, face.b], [0.25, 0]);
});
