/**
 * The faces of concurrent requests run together: a batch starts when it is full, when the oldest face has waited long
 * enough, or when no request of this worker could add to it any more.
 */
export class MicrobatchCascade {
  #runner;
  #batch;
  #limit;
  #wait;
  #queue = [];
  #preparing = 0;
  #running = false;
  #timer = null;

  constructor(runner, limit, wait) {
    this.#runner = runner;
    this.#batch = runner.createBatch(limit);
    this.#limit = limit;
    this.#wait = wait;
  }

  async warmUp() {
    await this.#runner.warmUp(this.#batch, Array.from({ length: this.#limit }, (_, i) => i + 1));
  }

  /** Announces a request whose faces are being prepared. */
  expect() {
    this.#preparing++;
    let open = true;
    const arrive = () => {
      if (open) {
        open = false;
        this.#preparing--;
        this.#consider();
      }
    };
    return {
      run: (faces, limits) => {
        const left = Promise.all(faces.map((face) => this.#enqueue(face, limits)));
        arrive();
        return left;
      },
      close: arrive,
    };
  }

  #enqueue(face, limits) {
    return new Promise((resolve, reject) => {
      this.#queue.push({ face, limits, resolve, reject });
    });
  }

  #consider() {
    if (this.#running || this.#queue.length === 0) {
      return;
    }

    if (this.#queue.length >= this.#limit || this.#preparing === 0) {
      this.#start();
    } else {
      this.#timer ??= setTimeout(() => this.#start(), this.#wait);
    }
  }

  async #start() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#running = true;
    const entries = this.#queue.splice(0, this.#limit);
    try {
      await this.#runner.run(entries, this.#batch, (entry) => entry.resolve());
    } catch (error) {
      entries.forEach((entry) => entry.reject(error));
    } finally {
      this.#running = false;
      this.#consider();
    }
  }
}
