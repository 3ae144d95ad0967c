import { weightBits } from './taps.mjs';

// The two passes of the resampler. The numbers of taps of faces that are shrunk by at most 3 have loops of their own: most
// of the time of a general loop goes into the loop, not into the sums.

// Between the passes values keep 8 bits behind the point.
const rowBits = weightBits - 8;
const rowHalf = 1 << (rowBits - 1);
const sumBits = weightBits + 8;
const sumHalf = 1 << (sumBits - 1);

/**
 * Resamples `count` rows of interleaved bytes horizontally, each into `size` red, green and blue values. Goes down the
 * rows for one output after the other, so that its weights stay in registers.
 */
export function resampleRows(pixels, stride, low, count, taps, rows) {
  const pass = { 2: columnOf2, 3: columnOf3, 4: columnOf4, 6: columnOf6 }[taps.count] ?? columnOfMany;
  for (let u = 0; u < taps.outputs; u++) {
    const from = low * stride + 3 * taps.first[u];
    pass(pixels, from, stride, taps.weights, u * taps.count, taps.count, rows, u, count, taps.outputs);
  }
}

/** Adds up resampled rows into planar bytes. */
export function sumRows(rows, length, taps, target) {
  const pass = { 2: sumOf2, 3: sumOf3, 4: sumOf4, 6: sumOf6 }[taps.count] ?? sumOfMany;
  const size = taps.outputs;
  for (let row = 0; row < size; row++) {
    const from = (taps.first[row] - taps.low) * length;
    for (let channel = 0; channel < 3; channel++) {
      const to = (channel * size + row) * size;
      pass(rows, from + channel * size, length, taps.weights, row * taps.count, taps.count, target, to, size);
    }
  }
}

function columnOf2(pixels, from, stride, weights, w, taps, rows, to, count, size) {
  const a = weights[w];
  const b = weights[w + 1];
  for (let row = 0, p = from, q = to; row < count; row++, p += stride, q += 3 * size) {
    rows[q] = (Math.imul(pixels[p], a) + Math.imul(pixels[p + 3], b) + rowHalf) >> rowBits;
    rows[q + size] = (Math.imul(pixels[p + 1], a) + Math.imul(pixels[p + 4], b) + rowHalf) >> rowBits;
    rows[q + 2 * size] = (Math.imul(pixels[p + 2], a) + Math.imul(pixels[p + 5], b) + rowHalf) >> rowBits;
  }
}

function columnOf3(pixels, from, stride, weights, w, taps, rows, to, count, size) {
  const a = weights[w];
  const b = weights[w + 1];
  const c = weights[w + 2];
  for (let row = 0, p = from, q = to; row < count; row++, p += stride, q += 3 * size) {
    const red = Math.imul(pixels[p], a) + Math.imul(pixels[p + 3], b) + Math.imul(pixels[p + 6], c);
    const green = Math.imul(pixels[p + 1], a) + Math.imul(pixels[p + 4], b) + Math.imul(pixels[p + 7], c);
    const blue = Math.imul(pixels[p + 2], a) + Math.imul(pixels[p + 5], b) + Math.imul(pixels[p + 8], c);
    rows[q] = (red + rowHalf) >> rowBits;
    rows[q + size] = (green + rowHalf) >> rowBits;
    rows[q + 2 * size] = (blue + rowHalf) >> rowBits;
  }
}

function columnOf4(pixels, from, stride, weights, w, taps, rows, to, count, size) {
  const a = weights[w];
  const b = weights[w + 1];
  const c = weights[w + 2];
  const d = weights[w + 3];
  for (let row = 0, p = from, q = to; row < count; row++, p += stride, q += 3 * size) {
    const red = Math.imul(pixels[p], a) + Math.imul(pixels[p + 3], b) + Math.imul(pixels[p + 6], c) + Math.imul(pixels[p + 9], d);
    const green = Math.imul(pixels[p + 1], a) + Math.imul(pixels[p + 4], b) + Math.imul(pixels[p + 7], c) + Math.imul(pixels[p + 10], d);
    const blue = Math.imul(pixels[p + 2], a) + Math.imul(pixels[p + 5], b) + Math.imul(pixels[p + 8], c) + Math.imul(pixels[p + 11], d);
    rows[q] = (red + rowHalf) >> rowBits;
    rows[q + size] = (green + rowHalf) >> rowBits;
    rows[q + 2 * size] = (blue + rowHalf) >> rowBits;
  }
}

function columnOf6(pixels, from, stride, weights, w, taps, rows, to, count, size) {
  const a = weights[w];
  const b = weights[w + 1];
  const c = weights[w + 2];
  const d = weights[w + 3];
  const e = weights[w + 4];
  const f = weights[w + 5];
  for (let row = 0, p = from, q = to; row < count; row++, p += stride, q += 3 * size) {
    const redLeft = Math.imul(pixels[p], a) + Math.imul(pixels[p + 3], b) + Math.imul(pixels[p + 6], c);
    const redRight = Math.imul(pixels[p + 9], d) + Math.imul(pixels[p + 12], e) + Math.imul(pixels[p + 15], f);
    const greenLeft = Math.imul(pixels[p + 1], a) + Math.imul(pixels[p + 4], b) + Math.imul(pixels[p + 7], c);
    const greenRight = Math.imul(pixels[p + 10], d) + Math.imul(pixels[p + 13], e) + Math.imul(pixels[p + 16], f);
    const blueLeft = Math.imul(pixels[p + 2], a) + Math.imul(pixels[p + 5], b) + Math.imul(pixels[p + 8], c);
    const blueRight = Math.imul(pixels[p + 11], d) + Math.imul(pixels[p + 14], e) + Math.imul(pixels[p + 17], f);
    rows[q] = (redLeft + redRight + rowHalf) >> rowBits;
    rows[q + size] = (greenLeft + greenRight + rowHalf) >> rowBits;
    rows[q + 2 * size] = (blueLeft + blueRight + rowHalf) >> rowBits;
  }
}

function columnOfMany(pixels, from, stride, weights, w, taps, rows, to, count, size) {
  for (let row = 0, start = from, q = to; row < count; row++, start += stride, q += 3 * size) {
    let red = rowHalf;
    let green = rowHalf;
    let blue = rowHalf;
    for (let tap = 0, p = start; tap < taps; tap++, p += 3) {
      const weight = weights[w + tap];
      red += Math.imul(pixels[p], weight);
      green += Math.imul(pixels[p + 1], weight);
      blue += Math.imul(pixels[p + 2], weight);
    }

    rows[q] = red >> rowBits;
    rows[q + size] = green >> rowBits;
    rows[q + 2 * size] = blue >> rowBits;
  }
}

function sumOf2(rows, from, stride, weights, w, taps, target, to, size) {
  const a = weights[w];
  const b = weights[w + 1];
  for (let x = 0, p = from; x < size; x++, p++) {
    target[to + x] = (Math.imul(rows[p], a) + Math.imul(rows[p + stride], b) + sumHalf) >> sumBits;
  }
}

function sumOf3(rows, from, stride, weights, w, taps, target, to, size) {
  const a = weights[w];
  const b = weights[w + 1];
  const c = weights[w + 2];
  for (let x = 0, p = from; x < size; x++, p++) {
    const sum = Math.imul(rows[p], a) + Math.imul(rows[p + stride], b) + Math.imul(rows[p + 2 * stride], c);
    target[to + x] = (sum + sumHalf) >> sumBits;
  }
}

function sumOf4(rows, from, stride, weights, w, taps, target, to, size) {
  const a = weights[w];
  const b = weights[w + 1];
  const c = weights[w + 2];
  const d = weights[w + 3];
  for (let x = 0, p = from; x < size; x++, p++) {
    const upper = Math.imul(rows[p], a) + Math.imul(rows[p + stride], b);
    const lower = Math.imul(rows[p + 2 * stride], c) + Math.imul(rows[p + 3 * stride], d);
    target[to + x] = (upper + lower + sumHalf) >> sumBits;
  }
}

function sumOf6(rows, from, stride, weights, w, taps, target, to, size) {
  const a = weights[w];
  const b = weights[w + 1];
  const c = weights[w + 2];
  const d = weights[w + 3];
  const e = weights[w + 4];
  const f = weights[w + 5];
  for (let x = 0, p = from; x < size; x++, p++) {
    const upper = Math.imul(rows[p], a) + Math.imul(rows[p + stride], b) + Math.imul(rows[p + 2 * stride], c);
    const lower = Math.imul(rows[p + 3 * stride], d) + Math.imul(rows[p + 4 * stride], e) + Math.imul(rows[p + 5 * stride], f);
    target[to + x] = (upper + lower + sumHalf) >> sumBits;
  }
}

function sumOfMany(rows, from, stride, weights, w, taps, target, to, size) {
  for (let x = 0; x < size; x++) {
    let sum = sumHalf;
    for (let tap = 0, p = from + x; tap < taps; tap++, p += stride) {
      sum += Math.imul(rows[p], weights[w + tap]);
    }

    target[to + x] = sum >> sumBits;
  }
}
