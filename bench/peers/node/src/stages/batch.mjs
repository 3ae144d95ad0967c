import { Tensor } from 'onnxruntime-node';

/** Input memory for up to `capacity` faces and, for each number of faces, the tensors over it. */
export class Batch {
  #model;
  #tensors = [];

  constructor(model, patchBytes, capacity) {
    this.#model = model;
    this.capacity = capacity;
    this.patchBytes = patchBytes;
    this.patches = new Uint8Array(capacity * patchBytes);
    this.normalization = new Float32Array(capacity * 2);
    this.hidden = new Float32Array(capacity * model.hidden);
  }

  feeds(count) {
    return (this.#tensors[count] ??= this.#create(count));
  }

  #create(count) {
    const { patch, hidden } = this.#model;
    return {
      patches: new Tensor('uint8', this.patches.subarray(0, count * this.patchBytes), [
        count,
        patch.indices.length,
        3,
        patch.size,
        patch.size,
      ]),
      normalization: new Tensor('float32', this.normalization.subarray(0, count * 2), [count, 2]),
      hidden: new Tensor('float32', this.hidden.subarray(0, count * hidden), [count, hidden]),
    };
  }
}
