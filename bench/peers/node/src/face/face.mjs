/**
 * A face on its way through the cascade. Its memory is used again for later faces. `a` and `b` are how its patches are turned
 * and scaled: a step (x, y) of a patch is (a x - b y, b x + a y) in the frame.
 */
export class Face {
  constructor(model) {
    this.pyramid = new Uint8Array(model.frame.bytes);
    this.shape = new Float32Array(2 * model.landmarks);
    this.hidden = new Float32Array(model.hidden);
    this.box = null;
    this.normalization = null;
    this.centerX = 0;
    this.centerY = 0;
    this.ratio = 1;
    this.a = 1;
    this.b = 0;
    this.stages = 0;
    this.predictedError = NaN;
    this.predictedGain = NaN;
    this.exit = null;
  }

  start(model, box) {
    this.box = box;
    this.centerX = box.x + box.width / 2;
    this.centerY = box.y + box.height / 2;
    this.ratio = Math.max(box.width, box.height) / model.frame.boxSide;
    this.shape.set(model.start);
    this.hidden.fill(0);
    this.a = 1;
    this.b = 0;
    this.stages = 0;
    this.predictedError = NaN;
    this.predictedGain = NaN;
    this.exit = null;
  }
}
