import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planDecode } from '../src/photo/plan.mjs';

const frame = { boxSide: 142, center: 113.5 };

function header(orientation, format = 'jpeg') {
  return { format, orientation, width: 4003, height: 3001 };
}

function box(side) {
  return { x: 2000 - side / 2, y: 1500 - side / 2, width: side, height: side };
}

test('planDecode_FaceOfFrameSize_KeepsPixelsAndCutsAroundTheFrame', () => {
  const plan = planDecode(header(1), [box(142)], frame);

  assert.equal(plan.reduced, false);
  assert.deepEqual([plan.left, plan.top, plan.width, plan.height], [1886, 1386, 229, 229]);
});

test('planDecode_LargeFaceInJpeg_NeverReducesMoreThanTheFrame', () => {
  for (let side = 142; side < 3000; side += 17) {
    const plan = planDecode(header(1), [box(side)], frame);
    assert.ok(plan.x.scale <= Math.max(1, side / 142) * 1.01, `${side}: ${plan.x.scale}`);
  }
});

test('planDecode_LargeFaceInJpeg_AsksForNoLessThanTheStep', () => {
  for (let width = 3000; width < 3020; width++) {
    const plan = planDecode({ ...header(1), width }, [box(142 * 5.5)], frame);
    assert.ok(width / plan.x.size >= 5, `${width}: ${plan.x.size}`);
  }
});

test('planDecode_FaceTwiceTheFrameInJpeg_ReducesByTwo', () => {
  assert.equal(planDecode(header(1), [box(283)], frame).reduced, false);

  const { x, y } = planDecode(header(1), [box(284)], frame);

  assert.deepEqual([x.size, y.size], [2001, 1500]);
  assert.equal(x.scale, 4003 / 2001);
});

test('planDecode_LargeFaceInPng_KeepsPixels', () => {
  assert.equal(planDecode(header(1, 'png'), [box(1500)], frame).reduced, false);
});

test('planDecode_MirroredJpeg_CountsFromTheOtherEnd', () => {
  const stored = planDecode(header(1), [box(1500)], frame).x;
  const mirrored = planDecode(header(2), [box(1500)], frame).x;

  const last = mirrored.offset + (mirrored.size - 1) * mirrored.scale;
  assert.equal(mirrored.size, stored.size);
  assert.ok(Math.abs(last - (4002 - stored.offset)) < 1e-9);
});

test('planDecode_BoxOverTheEdge_StaysInsideTheImage', () => {
  const plan = planDecode(header(1), [{ x: -90, y: 2900, width: 150, height: 150 }], frame);

  assert.equal(plan.left, 0);
  assert.equal(plan.top + plan.height, 3001);
});
