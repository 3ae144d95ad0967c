import { InferenceSession } from 'onnxruntime-node';
import { Batch } from './batch.mjs';
import { PatchGatherer } from './patches.mjs';

/** Runs faces through the stages together; those that have to go on stay together. */
export class StageRunner {
  #model;
  #sessions;
  #gatherer;

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
  }

  createBatch(capacity) {
    return new Batch(this.#model, this.#gatherer.bytes, capacity);
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
      const outputs = await this.#sessions[stage].run(feeds);
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
    for (const session of this.#sessions) {
      for (const count of counts) {
        await session.run(batch.feeds(count));
      }
    }
  }

  #gather(stage, entries, batch) {
    const { level } = this.#model.stages[stage];
    for (let i = 0; i < entries.length; i++) {
      const { face } = entries[i];
      this.#gatherer.gather(face, level, batch.patches, i * batch.patchBytes);
      batch.normalization[2 * i] = face.normalization.mean;
      batch.normalization[2 * i + 1] = face.normalization.inverseDeviation;
      batch.hidden.set(face.hidden, i * face.hidden.length);
    }

    return batch.feeds(entries.length);
  }

  #apply(entries, outputs) {
    const displacement = outputs.displacement.data;
    const hidden = outputs.hidden_out.data;
    const predictedError = outputs.predicted_error.data;
    for (let i = 0; i < entries.length; i++) {
      const { face } = entries[i];
      const { shape } = face;
      const offset = i * shape.length;
      for (let k = 0; k < shape.length; k++) {
        shape[k] += displacement[offset + k];
      }

      face.hidden.set(hidden.subarray(i * face.hidden.length, (i + 1) * face.hidden.length));
      face.predictedError = predictedError[i];
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

    return face.predictedError < limits.threshold ? 'confident' : null;
  }
}
