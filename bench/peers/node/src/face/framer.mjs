import { checkBoxes } from '../photo/boxes.mjs';
import { decodeRegion } from '../photo/decode.mjs';
import { readHeader } from '../photo/header.mjs';
import { planDecode } from '../photo/plan.mjs';
import { Face } from './face.mjs';
import { measure } from './normalization.mjs';
import { buildPyramid } from './pyramid.mjs';
import { Resampler } from './resample.mjs';

/** From the bytes of a photo to faces in their reference frames. */
export class Framer {
  #model;
  #resampler;
  #free = [];

  constructor(model) {
    this.#model = model;
    this.#resampler = new Resampler(model.frame.size);
  }

  /** Decodes the photo around the boxes. Give the faces back with `release`. */
  async frame(encoded, boxes) {
    const header = readHeader(encoded);
    checkBoxes(header, boxes);
    const plan = planDecode(header, boxes, this.#model.frame);
    const region = await decodeRegion(encoded, plan);
    return { header, faces: boxes.map((box) => this.#cut(box, plan, region)) };
  }

  release(faces) {
    this.#free.push(...faces);
  }

  #cut(box, plan, region) {
    const { frame } = this.#model;
    const face = this.#free.pop() ?? new Face(this.#model);
    face.start(this.#model, box);
    const corner = frame.center * face.ratio;
    this.#resampler.resample(
      region,
      axis(face.centerX - corner, face.ratio, plan.x, plan.left),
      axis(face.centerY - corner, face.ratio, plan.y, plan.top),
      face.pyramid,
    );
    buildPyramid(frame, face.pyramid);
    face.normalization = measure(face.pyramid, 3 * frame.size * frame.size);
    return face;
  }
}

function axis(first, ratio, mapping, cut) {
  return { start: (first - mapping.offset) / mapping.scale - cut, step: ratio / mapping.scale };
}
