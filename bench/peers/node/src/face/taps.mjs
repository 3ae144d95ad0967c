/** Bits behind the point of a weight: sums of weighted 16-bit values still fit a 31-bit integer, the fast kind in V8. */
export const weightBits = 14;

const one = 1 << weightBits;

/**
 * Weights of a triangle filter along one axis. Every output has the same number of taps, some of weight 0, so that the
 * loops over them have a fixed length.
 */
export class Taps {
  constructor(outputs) {
    this.outputs = outputs;
    this.first = new Int32Array(outputs);
    this.count = 0;
    this.weights = new Int32Array(0);
    this.low = 0;
    this.high = 0;
  }

  /** For outputs centred at start + u * step in an axis of `length` pixels, whose edges repeat. */
  fill(start, step, length) {
    const support = Math.max(1, step);
    const needed = Math.ceil(2 * support);

    // There is no loop for five.
    const count = Math.min(needed === 5 ? 6 : needed, length);
    if (this.weights.length < this.outputs * count) {
      this.weights = new Int32Array(this.outputs * count);
    }

    this.count = count;
    this.low = length;
    this.high = 0;
    for (let output = 0; output < this.outputs; output++) {
      const center = start + output * step;
      const first = clamp(Math.floor(center - support) + 1, 0, length - count);
      this.first[output] = first;
      this.#weigh(center, support, first, length, output * count);
      this.low = Math.min(this.low, first);
      this.high = Math.max(this.high, first + count - 1);
    }
  }

  #weigh(center, support, first, length, offset) {
    const { count, weights } = this;
    const low = Math.floor(center - support) + 1;
    const high = Math.ceil(center + support) - 1;
    let sum = 0;
    for (let pixel = low; pixel <= high; pixel++) {
      sum += 1 - Math.abs(pixel - center) / support;
    }

    // Running totals are rounded instead of weights, so that the weights add up to exactly one.
    weights.fill(0, offset, offset + count);
    let total = 0;
    let given = 0;
    for (let pixel = low; pixel <= high; pixel++) {
      total += 1 - Math.abs(pixel - center) / support;
      const rounded = Math.round((one * total) / sum);
      weights[offset + clamp(pixel, 0, length - 1) - first] += rounded - given;
      given = rounded;
    }
  }
}

function clamp(value, low, high) {
  return value < low ? low : value > high ? high : value;
}
