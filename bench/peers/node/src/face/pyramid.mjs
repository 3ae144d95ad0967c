/** Fills the coarser levels of a face's pyramid from level 0, each half the size: [1 3 3 1] / 8 in both directions. */
export function buildPyramid(frame, pyramid) {
  for (let level = 1; level < frame.levels; level++) {
    const fine = frame.size >> (level - 1);
    const coarse = frame.size >> level;
    for (let channel = 0; channel < 3; channel++) {
      const source = frame.offsets[level - 1] + channel * fine * fine;
      halvePlane(pyramid, source, frame.offsets[level] + channel * coarse * coarse, fine);
    }
  }
}

function halvePlane(pyramid, source, target, size) {
  const half = size >> 1;
  for (let y = 0; y < half; y++) {
    const b = source + 2 * y * size;
    const c = b + size;
    const a = y === 0 ? b : b - size;
    const d = y === half - 1 ? c : c + size;
    halveRow(pyramid, a, b, c, d, target + y * half, half);
  }
}

// Each column of four rows is added up once and moves through the window of four columns.
function halveRow(pyramid, a, b, c, d, target, half) {
  let second = pyramid[a] + 3 * (pyramid[b] + pyramid[c]) + pyramid[d];
  let first = second;
  const last = half - 1;
  for (let x = 0; x < last; x++) {
    const i = 2 * x + 1;
    const third = pyramid[a + i] + 3 * (pyramid[b + i] + pyramid[c + i]) + pyramid[d + i];
    const fourth = pyramid[a + i + 1] + 3 * (pyramid[b + i + 1] + pyramid[c + i + 1]) + pyramid[d + i + 1];
    pyramid[target + x] = (first + 3 * (second + third) + fourth + 32) >> 6;
    first = third;
    second = fourth;
  }

  const i = 2 * last + 1;
  const third = pyramid[a + i] + 3 * (pyramid[b + i] + pyramid[c + i]) + pyramid[d + i];
  pyramid[target + last] = (first + 3 * (second + third) + third + 32) >> 6;
}
