import { cutAligned } from './aligned-patch.mjs';

/** Cuts bilinear patches around the current landmarks of faces: upright ones, or turned and scaled with the face. */
export class PatchGatherer {
  #frame;
  #size;
  #block;

  constructor(model) {
    this.#frame = model.frame;
    this.#size = model.patch.size;
    this.#block = new Uint8Array((this.#size + 1) ** 2);
  }

  /** Writes the patches of a face around some landmarks for a stage of a level: P x 3 x S x S bytes. */
  gather(face, level, landmarks, target, start) {
    if (face.a === 1 && face.b === 0) {
      this.#gatherUpright(face, level, landmarks, target, start);
    } else {
      this.#gatherAligned(face, level, landmarks, target, start);
    }
  }

  #gatherAligned(face, stageLevel, landmarks, target, start) {
    // The level that shows the face as large as the stage was trained to see it.
    const nearest = stageLevel + Math.floor(Math.log2(Math.hypot(face.a, face.b)) + 0.5);
    const level = clamp(nearest, 0, this.#frame.levels - 1);
    const size = this.#size;
    const side = this.#frame.size >> level;
    const shift = ((1 << level) - 1) / 2;
    const scale = 1 / (1 << level);
    const a = face.a * 2 ** (stageLevel - level);
    const b = face.b * 2 ** (stageLevel - level);
    const origin = this.#frame.offsets[level];
    for (let i = 0, to = start; i < landmarks.length; i++, to += 3 * size * size) {
      const x = clamp((face.shape[2 * landmarks[i]] - shift) * scale, -size, side + size);
      const y = clamp((face.shape[2 * landmarks[i] + 1] - shift) * scale, -size, side + size);
      cutAligned(face.pyramid, origin, side, x, y, a, b, size, target, to);
    }
  }

  #gatherUpright(face, level, landmarks, target, start) {
    const size = this.#size;
    const side = this.#frame.size >> level;
    const shift = ((1 << level) - 1) / 2;
    const scale = 1 / (1 << level);
    const plane = side * side;
    const origin = this.#frame.offsets[level];
    let to = start;
    for (let i = 0; i < landmarks.length; i++) {
      const x = clamp((face.shape[2 * landmarks[i]] - shift) * scale, -size, side + size) - (size - 1) / 2;
      const y = clamp((face.shape[2 * landmarks[i] + 1] - shift) * scale, -size, side + size) - (size - 1) / 2;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const inside = left >= 0 && top >= 0 && left + size < side && top + size < side;
      for (let channel = 0; channel < 3; channel++) {
        const from = origin + channel * plane;
        if (inside) {
          blend(face.pyramid, from + top * side + left, side, x - left, y - top, size, target, to);
        } else {
          copyBlock(face.pyramid, from, side, left, top, size + 1, this.#block);
          blend(this.#block, 0, size + 1, x - left, y - top, size, target, to);
        }

        to += size * size;
      }
    }
  }
}

// All samples of a patch share one fraction of a pixel. Weights are the products of 11-bit fractions.
function blend(source, start, stride, fractionX, fractionY, size, target, to) {
  const right = Math.round(fractionX * 2048);
  const below = Math.round(fractionY * 2048);
  const left = 2048 - right;
  const above = 2048 - below;
  for (let y = 0; y < size; y++) {
    let p = start + y * stride;
    let previous = Math.imul(source[p], above) + Math.imul(source[p + stride], below);
    for (let x = 0; x < size; x++) {
      p++;
      const next = Math.imul(source[p], above) + Math.imul(source[p + stride], below);
      target[to++] = (Math.imul(previous, left) + Math.imul(next, right) + (1 << 21)) >> 22;
      previous = next;
    }
  }
}

function copyBlock(source, from, side, left, top, size, block) {
  for (let y = 0, i = 0; y < size; y++) {
    const row = from + clamp(top + y, 0, side - 1) * side;
    for (let x = 0; x < size; x++) {
      block[i++] = source[row + clamp(left + x, 0, side - 1)];
    }
  }
}

function clamp(value, low, high) {
  return value < low ? low : value > high ? high : value;
}
