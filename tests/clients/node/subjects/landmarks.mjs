import assert from 'node:assert/strict';
import { Duplex, unary } from '../support/calls.mjs';
import { box } from '../support/pictures.mjs';
import { createClient } from '../support/protos.mjs';
import { faceLandmarker } from './service.mjs';

const imageOf = (image) => (Buffer.isBuffer(image) ? { encoded: image } : image);

/** A client of the service; close it. */
export class Landmarker {
  constructor(service, options) {
    this.client = createClient(service.protos, faceLandmarker, service.server.target, options);
  }

  /** For the face in the sample, unless it names other boxes; a buffer is a file. */
  async locate(image, fields = {}, options = {}) {
    const request = { image: imageOf(image), boxes: [box], ...fields };
    return (await unary(this.client, 'Locate', request, options)).response;
  }

  track(options) {
    return new Duplex(this.client, 'Track', options);
  }

  close() {
    this.client.close();
  }
}

export function frame(image, fields = {}) {
  return { image: imageOf(image), ...fields };
}

/** Landmarks of a face, in a message or in JSON: x0, y0, x1, y1, … */
export function points(face) {
  return face.landmarks.flat();
}

/** The largest difference of two coordinates. */
export function distance(one, other) {
  assert.equal(one.length, other.length);
  return Math.max(...one.map((value, i) => Math.abs(value - other[i])));
}

export function assertNear(one, other, tolerance) {
  const far = distance(one, other);
  assert.ok(far <= tolerance, `${far} pixels apart, at most ${tolerance} allowed`);
}
