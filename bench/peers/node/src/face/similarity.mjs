const leastScale = 0.25;
const mostScale = 4;
const noScale = 1e-6;

/** Fits how a face is turned and scaled against the mean shape, by least squares over all landmarks. */
export class SimilarityFit {
  #mean;

  /** @param start the mean shape in frame pixels: x0, y0, … */
  constructor(start) {
    // Divided by the sum of squares, so that the fit is two sums of products. The mean of these weights is 0, which drops the
    // mean of the face's landmarks from the sums.
    const middleX = average(start, 0);
    const middleY = average(start, 1);
    const centred = Float64Array.from(start, (value, i) => value - (i % 2 === 0 ? middleX : middleY));
    const squares = centred.reduce((sum, value) => sum + value * value, 0);
    this.#mean = centred.map((value) => value / squares);
  }

  /** Sets `a` and `b` of a face from its landmarks. */
  apply(face) {
    const mean = this.#mean;
    const { shape } = face;
    let a = 0;
    let b = 0;
    for (let i = 0; i < shape.length; i += 2) {
      const x = shape[i];
      const y = shape[i + 1];
      a += mean[i] * x + mean[i + 1] * y;
      b += mean[i] * y - mean[i + 1] * x;
    }

    const scale = Math.sqrt(a * a + b * b);
    if (!(scale >= noScale)) {
      face.a = leastScale;
      face.b = 0;
      return;
    }

    const bounded = Math.min(Math.max(scale, leastScale), mostScale) / scale;
    face.a = a * bounded;
    face.b = b * bounded;
  }
}

function average(shape, axis) {
  let sum = 0;
  for (let i = axis; i < shape.length; i += 2) {
    sum += shape[i];
  }

  return (2 * sum) / shape.length;
}
