import { Tensor } from 'onnxruntime-node';

/** Input memory for up to `capacity` faces and, for each number of faces and of patches of a face, the tensors over it. */
export class Batch {
  #model;
  #tensors = [];

  constructor(model, capacity) {
    this.#model = model;
    this.capacity = capacity;
    this.patchBytes = 3 * model.patch.size ** 2;
    const most = Math.max(...model.stages.map(({ landmarks }) => landmarks.length));
    this.patches = new Uint8Array(capacity * most * this.patchBytes);
    this.normalization = new Float32Array(capacity * 2);
    this.hidden = new Float32Array(capacity * model.hidden);
  }

  feeds(count, patches) {
    const tensors = (this.#tensors[patches] ??= []);
    return (tensors[count] ??= this.#create(count, patches));
  }

  #create(count, patches) {
    const { patch, hidden } = this.#model;
    return {
      patches: new Tensor('uint8', this.patches.subarray(0, count * patches * this.patchBytes), [
        count,
        patches,
        3,
        patch.size,
        patch.size,
      ]),
      normalization: new Tensor('float32', this.normalization.subarray(0, count * 2), [count, 2]),
      hidden: new Tensor('float32', this.hidden.subarray(0, count * hidden), [count, hidden]),
    };
  }
}
