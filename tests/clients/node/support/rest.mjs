import assert from 'node:assert/strict';

/** The service over REST, to compare with. */
export class Rest {
  #address;

  constructor(port) {
    this.port = port;
    this.#address = `http://127.0.0.1:${port}`;
  }

  /** The answer to one image; every answer but 200 fails. */
  async locate(image, boxes, query = {}) {
    const parameters = [...boxes.map((box) => ['box', Object.values(box).join(',')]), ...Object.entries(query)];
    return JSON.parse(await this.#ask(`/v1/landmarks?${new URLSearchParams(parameters)}`, { method: 'POST', body: image }));
  }

  /** The sum of all series of a metric. */
  async metric(name) {
    const series = (await this.#ask('/metrics')).matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'));
    return [...series].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  async #ask(path, options) {
    const response = await fetch(this.#address + path, options);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return text;
  }
}
