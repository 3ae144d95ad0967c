import { resampleRows, sumRows } from './passes.mjs';
import { Taps } from './taps.mjs';

/** Resamples the region of a face into level 0 of its pyramid: a separable triangle filter in integers. */
export class Resampler {
  #size;
  #horizontal;
  #vertical;
  #rows = new Uint16Array(0);

  constructor(size) {
    this.#size = size;
    this.#horizontal = new Taps(size);
    this.#vertical = new Taps(size);
  }

  /**
   * @param region interleaved RGB bytes with their width and height
   * @param x centres of frame columns: start + u * step in pixels of the region
   * @param y centres of frame rows
   * @param target planar RGB bytes of level 0
   */
  resample(region, x, y, target) {
    const vertical = this.#vertical;
    this.#horizontal.fill(x.start, x.step, region.width);
    vertical.fill(y.start, y.step, region.height);
    const count = vertical.high - vertical.low + 1;
    const length = 3 * this.#size;
    if (this.#rows.length < count * length) {
      this.#rows = new Uint16Array(count * length);
    }

    resampleRows(region.pixels, region.width * 3, vertical.low, count, this.#horizontal, this.#rows);
    sumRows(this.#rows, length, vertical, target);
  }
}
