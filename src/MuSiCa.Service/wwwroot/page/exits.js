// When faces leave the cascade: the slider with what it costs and saves, and the counters.
import { percent } from './view.js';

const element = (id) => document.getElementById(id);
const ownLimit = 'own';

/** The choice of a profile or of a limit on the slider. */
export class ExitChoice {
  #model;
  #steps;

  constructor(model, changed) {
    this.#model = model;
    const thresholds = model.exit.table.map((row) => row.threshold).sort((one, other) => one - other);
    this.#steps = [thresholds[0], thresholds.at(-1)].map(Math.log);
    const names = Object.keys(model.exit.profiles);
    element('profile').replaceChildren(
      new Option('as the model is calibrated', ''), ...names.map((name) => new Option(name, name)), new Option('my own limit', ownLimit));
    element('profile').addEventListener('change', () => this.#show(changed));
    element('error').addEventListener('input', () => {
      element('profile').value = ownLimit;
      this.#show(changed);
    });
    element('error').value = 45;
    this.#show(() => {});
  }

  /** What the calls of the service are told. */
  get limits() {
    const profile = element('profile').value;
    return profile === ownLimit ? { maxError: this.#maxError } : { profile };
  }

  get #maxError() {
    const [from, to] = this.#steps;
    return Math.exp(from + (to - from) * element('error').valueAsNumber / 100);
  }

  #show(changed) {
    const isOwn = element('profile').value === ownLimit;
    element('errorValue').textContent = isOwn ? percent(this.#maxError) : 'set by the profile';
    element('error').setAttribute('aria-valuetext', isOwn ? `${percent(this.#maxError)} of the distance of the eyes` : 'as the profile says');
    element('tradeoff').textContent = isOwn ? this.#tradeoff() : 'Move the slider to see what leaving earlier saves, and what it costs.';
    changed();
  }

  // The row of the calibration nearest to the limit.
  #tradeoff() {
    const { table } = this.#model.exit;
    const near = (row) => Math.abs(Math.log(row.threshold) - Math.log(this.#maxError));
    const row = table.reduce((best, one) => (near(one) < near(best) ? one : best));
    const whole = table.reduce((best, one) => (one.multiplyAdds > best.multiplyAdds ? one : best));
    return `On the model's validation faces: ${row.meanStages.toFixed(1)} of ${this.#model.stages.length} stages on average, `
      + `${percent(1 - row.multiplyAdds / whole.multiplyAdds, 0)} of the work saved, mean error ${row.nme.toFixed(1)} % instead of `
      + `${whole.nme.toFixed(1)} %.`;
  }
}

/** Counts what was answered since the page was opened. */
export class Counters {
  #stages;
  #left;
  #times = [];

  constructor(model) {
    this.#stages = model.stages.map((stage) => stage.multiplyAdds);
    this.#left = this.#stages.map(() => 0);
    this.#draw();
  }

  add(answer, isLive) {
    for (const face of answer.faces) this.#left[face.stages - 1] += 1;
    const now = performance.now();
    this.#times = isLive ? [...this.#times.filter(({ time }) => now - time < 3000), { time: now, faces: answer.faces.length }] : [];
    this.#draw();
  }

  #draw() {
    const faces = this.#left.reduce((sum, count) => sum + count, 0);
    const stages = this.#left.reduce((sum, count, i) => sum + count * (i + 1), 0);
    const all = this.#stages.reduce((sum, work) => sum + work, 0);
    const done = this.#left.reduce((sum, count, i) => sum + count * this.#work(i + 1), 0);
    element('countFaces').textContent = String(faces);
    element('countStages').textContent = faces ? (stages / faces).toFixed(2) : '–';
    element('countSaved').textContent = faces ? percent(1 - done / (faces * all), 0) : '–';
    const [first, last] = [this.#times[0], this.#times.at(-1)];
    const seconds = last ? (last.time - first.time) / 1000 : 0;
    const rate = (count) => (seconds > 0 ? (count / seconds).toFixed(1) : '–');
    element('countRate').textContent = rate(this.#times.length - 1);
    element('countFaceRate').textContent = rate(this.#times.slice(1).reduce((sum, one) => sum + one.faces, 0));
    element('exits').replaceChildren(...this.#left.map((count, i) => this.#bar(count, faces, i + 1)));
  }

  #work(stages) {
    return this.#stages.slice(0, stages).reduce((sum, work) => sum + work, 0);
  }

  #bar(count, faces, stage) {
    const item = document.createElement('li');
    const meter = Object.assign(document.createElement('meter'), { min: 0, max: 1, value: faces ? count / faces : 0 });
    meter.setAttribute('aria-label', `after stage ${stage}: ${count} of ${faces} faces`);
    const number = document.createElement('b');
    number.textContent = String(count);
    item.append(`after stage ${stage}`, meter, number);
    return item;
  }
}
