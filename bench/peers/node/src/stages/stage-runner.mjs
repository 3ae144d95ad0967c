import { InferenceSession } from 'onnxruntime-node';
import { SimilarityFit } from '../face/similarity.mjs';
import { Batch } from './batch.mjs';
import { PatchGatherer } from './patches.mjs';

const outputNames = ['displacement', 'hidden_out', 'predicted_error', 'predicted_gain'];

/** Runs faces through the stages together; those that have to go on stay together. */
export class StageRunner {
  #model;
  #sessions;
  #gatherer;
  #fit;
  #outputs;

  static async open(model, threads) {
    const sessions = [];
    for (const { path } of model.stages) {
      sessions.push(
        await InferenceSession.create(path, {
          executionProviders: ['cpu'],
          graphOptimizationLevel: 'all',
          executionMode: 'sequential',
          intraOpNumThreads: threads,
          interOpNumThreads: 1,
          logSeverityLevel: 3,
          // Threads that spin for work would take the cores from decoding and from the other worker.
          extra: { session: { intra_op: { allow_spinning: '0' } } },
        }),
      );
    }

    return new StageRunner(model, sessions);
  }

  constructor(model, sessions) {
    this.#model = model;
    this.#sessions = sessions;
    this.#gatherer = new PatchGatherer(model);
    this.#fit = new SimilarityFit(model.start);
    this.#outputs = outputNames.filter((name) => sessions[0].outputNames.includes(name));
  }

  createBatch(capacity) {
    return new Batch(this.#model, capacity);
  }

  /**
   * Runs faces until each has left. All of them must fit the batch.
   * @param entries { face, limits } of each face
   * @param left called with an entry as soon as its face leaves
   */
  async run(entries, batch, left) {
    let active = entries;
    for (let stage = 0; active.length > 0; stage++) {
      const feeds = this.#gather(stage, active, batch);
      const outputs = await this.#sessions[stage].run(feeds, this.#outputs);
      this.#apply(active, outputs);
      active = active.filter((entry) => {
        entry.face.exit = this.#decide(entry);
        if (entry.face.exit === null) {
          return true;
        }

        left(entry);
        return false;
      });
    }
  }

  /** Runs every stage once for each number of faces given, so that no request pays for first times. */
  async warmUp(batch, counts) {
    for (let stage = 0; stage < this.#sessions.length; stage++) {
      const patches = this.#model.stages[stage].landmarks.length;
      for (const count of counts) {
        await this.#sessions[stage].run(batch.feeds(count, patches), this.#outputs);
      }
    }
  }

  #gather(stage, entries, batch) {
    const { level, landmarks } = this.#model.stages[stage];
    for (let i = 0; i < entries.length; i++) {
      const { face } = entries[i];
      // The first stage starts from the mean shape itself.
      if (this.#model.patch.aligned && stage > 0) {
        this.#fit.apply(face);
      }

      this.#gatherer.gather(face, level, landmarks, batch.patches, i * landmarks.length * batch.patchBytes);
      batch.normalization[2 * i] = face.normalization.mean;
      batch.normalization[2 * i + 1] = face.normalization.inverseDeviation;
      batch.hidden.set(face.hidden, i * face.hidden.length);
    }

    return batch.feeds(entries.length, landmarks.length);
  }

  #apply(entries, outputs) {
    const displacement = outputs.displacement.data;
    const hidden = outputs.hidden_out.data;
    const predictedError = outputs.predicted_error.data;
    const predictedGain = outputs.predicted_gain?.data;
    for (let i = 0; i < entries.length; i++) {
      const { face } = entries[i];
      const { shape, a, b } = face;
      const offset = i * shape.length;
      for (let k = 0; k < shape.length; k += 2) {
        const x = displacement[offset + k];
        const y = displacement[offset + k + 1];
        shape[k] += a * x - b * y;
        shape[k + 1] += b * x + a * y;
      }

      face.hidden.set(hidden.subarray(i * face.hidden.length, (i + 1) * face.hidden.length));
      face.predictedError = predictedError[i];
      face.predictedGain = predictedGain === undefined ? NaN : predictedGain[i];
      face.stages++;
    }
  }

  #decide({ face, limits }) {
    if (face.stages >= this.#model.stages.length) {
      return 'exhausted';
    }

    if (face.stages >= limits.stages) {
      return 'budget';
    }

    // A gain that is not predicted is not a number, and so never below. One that is may be negative: nobody leaves by a gain below 0
    // where the limits name none.
    const byGain = limits.gainThreshold > 0 && face.predictedGain < limits.gainThreshold;
    return face.predictedError < limits.threshold || byGain ? 'confident' : null;
  }
}
