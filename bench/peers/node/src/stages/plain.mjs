/** Each request runs its faces by itself. */
export class PlainCascade {
  #runner;
  #free = [];

  constructor(runner) {
    this.#runner = runner;
  }

  async warmUp() {
    const batch = this.#rent(1);
    await this.#runner.warmUp(batch, [1]);
    this.#free.push(batch);
  }

  expect() {
    return { run: (faces, limits) => this.#run(faces, limits), close: () => {} };
  }

  async #run(faces, limits) {
    const batch = this.#rent(faces.length);
    await this.#runner.run(faces.map((face) => ({ face, limits })), batch, () => {});
    if (batch.capacity === 1) {
      this.#free.push(batch);
    }
  }

  // Requests with several faces are rare enough to take memory of their own.
  #rent(count) {
    return (count === 1 && this.#free.pop()) || this.#runner.createBatch(count);
  }
}
