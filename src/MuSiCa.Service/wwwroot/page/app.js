// The page on which to try the service: photos in, landmarks on them.
import { align, Failure, loadModel, settings } from './api.js';
import { Camera } from './camera.js';
import { Counters, ExitChoice } from './exits.js';
import { showFaces, showProblem } from './report.js';
import { groupNames } from './shapes.js';
import { Snippets } from './snippets.js';
import { Stream } from './stream.js';
import { View } from './view.js';

const element = (id) => document.getElementById(id);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// So small a limit is never met: all stages run.
const allStages = { maxError: 1e-9 };
const sliderRest = 150;

class Page {
  #model;
  #names;
  #view;
  #choice;
  #counters;
  #snippets;
  #photo = null;
  #picture = null;
  #answer = null;
  #whole = null;
  #asking = null;
  #camera = null;
  #stream = null;
  #streamed = null;

  async start() {
    try {
      this.#model = await loadModel();
    } catch (failure) {
      showProblem(failure);
      return;
    }
    const { name, version, landmarks, stages, provider } = this.#model;
    element('model').textContent =
      `${name}, version ${version}: ${landmarks.count} landmarks, ${stages.length} stages, runs on ${provider.active}`;
    this.#names = groupNames(landmarks);
    this.#view = new View(element('canvas'), landmarks);
    this.#counters = new Counters(this.#model);
    this.#choice = new ExitChoice(this.#model, () => this.#limitsChanged());
    this.#snippets = new Snippets(() => this.#choice.limits);

    this.#listen();
    document.documentElement.dataset.ready = 'true';
  }

  #listen() {
    const actions = {
      choose: () => element('file').click(),
      sample: () => this.#sample(),
      camera: () => (this.#camera ? this.#stopCamera() : this.#startCamera()),
      freeze: () => this.#stopCamera(),
      save: () => this.#save(),
    };
    for (const button of document.querySelectorAll('[data-do]')) {
      button.addEventListener('click', actions[button.dataset.do]);
    }
    element('file').addEventListener('change', ({ target }) => {
      this.#take(target.files[0]);
      target.value = '';
    });
    addEventListener('paste', (event) => this.#take([...event.clipboardData.files][0]));
    const drop = element('drop');
    for (const kind of ['dragenter', 'dragover']) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.add('over');
      });
    }
    drop.addEventListener('dragleave', () => drop.classList.remove('over'));
    drop.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      this.#take(event.dataTransfer.files[0]);
    });
    for (const [id, name] of [['showBoxes', 'boxes'], ['showGroups', 'groups'], ['showNumbers', 'numbers'], ['showPose', 'pose']]) {
      element(id).addEventListener('change', ({ target }) => {
        this.#view.shows[name] = target.checked;
        this.#view.draw();
      });
    }
    const canvas = element('canvas');
    for (const kind of ['pointermove', 'pointerdown']) {
      canvas.addEventListener(kind, (event) => this.#mark(this.#view.at(event.clientX, event.clientY)));
    }
    canvas.addEventListener('pointerleave', () => this.#mark(null));
    canvas.addEventListener('blur', () => this.#mark(null));
    canvas.addEventListener('keydown', (event) => this.#walk(event));
  }

  async #sample() {
    const response = await fetch('/page/sample.jpg');
    await this.#take(await response.blob());
  }

  // A photo of the user. One that the browser cannot show is sent all the same: the service says best what is wrong with it.
  async #take(photo) {
    if (!photo) return;
    this.#stopCamera();
    this.#asking?.abort();
    [this.#photo, this.#answer, this.#whole] = [photo, null, null];
    this.#picture = await createImageBitmap(photo).catch(() => null);
    if (this.#picture) this.#show(null);
    else this.#hide();
    await this.#ask();
  }

  async #ask() {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    element('drop').setAttribute('aria-busy', 'true');
    try {
      const photo = this.#photo;
      const answer = await align(photo, this.#asked, asking.signal);
      this.#counters.add(answer, false);
      this.#show(answer);
      if (answer.faces.some((face) => face.stages < this.#model.stages.length)) {
        this.#whole ??= await align(photo, allStages, asking.signal);
        showFaces(this.#model, answer, this.#whole);
      }
    } catch (failure) {
      if (failure.name === 'AbortError') return;
      if (this.#picture) this.#show(null);
      showProblem(failure);
    } finally {
      if (this.#asking === asking) element('drop').removeAttribute('aria-busy');
    }
  }

  #show(answer) {
    showProblem(this.#picture ? null : new Failure('Not shown', 'The service reads this photo, but your browser cannot show it.'));
    element('invite').hidden = Boolean(this.#picture);
    element('drop').classList.toggle('full', Boolean(this.#picture));
    element('save').disabled = !answer || !this.#picture;
    if (this.#picture) this.#view.show(this.#picture, answer);
    this.#answer = answer;
    showFaces(this.#model, answer, this.#whole);
    element('canvas').setAttribute('aria-label', answer ? `Photo with ${answer.faces.length} faces and their landmarks` : 'Photo');
    this.#mark(null);
  }

  #hide() {
    this.#view.clear();
    element('invite').hidden = false;
    element('drop').classList.remove('full');
    element('save').disabled = true;
    element('tip').hidden = true;
    showProblem(null);
    showFaces(this.#model, null);
  }

  #limitsChanged() {
    this.#snippets?.show();
    clearTimeout(this.resting);
    if (this.#photo && !this.#camera) this.resting = setTimeout(() => this.#ask(), sliderRest);
  }

  // What is asked for: when faces may leave, and how heads are turned where the model tells it.
  get #asked() {
    return { ...this.#choice.limits, pose: this.#model.landmarks.pose };
  }

  async #startCamera() {
    const camera = new Camera();
    showProblem(null);
    try {
      await camera.open();
    } catch (failure) {
      camera.close();
      showProblem(failure);
      return;
    }
    this.#asking?.abort();
    this.#camera = camera;
    this.#whole = null;
    this.#cameraIs(true);
    while (this.#camera === camera) {
      if (document.hidden) {
        this.#closeStream();
        await pause(250);
      } else await this.#film(camera);
    }
  }

  async #film(camera) {
    try {
      const { photo, bitmap } = await camera.take();
      const stream = await this.#openStream();
      const answer = await (stream?.align(photo) ?? align(photo, this.#asked));
      if (this.#camera !== camera) return;
      [this.#photo, this.#picture] = [photo, bitmap];
      this.#counters.add(answer, true);
      this.#show(answer);
    } catch (failure) {
      if (this.#camera !== camera) return;
      showProblem(failure);
      if (failure.retryAfter) await pause(1000 * failure.retryAfter);
      else this.#stopCamera();
    }
  }

  // A stream has the settings that it was opened with; another limit is another stream.
  async #openStream() {
    const wanted = JSON.stringify(settings(this.#asked));
    if (this.#streamed !== wanted) {
      this.#stream?.close();
      this.#streamed = wanted;
      this.#stream = await Stream.open(settings(this.#asked));
    }
    return this.#stream;
  }

  #closeStream() {
    this.#stream?.close();
    [this.#stream, this.#streamed] = [null, null];
  }

  #stopCamera() {
    this.#closeStream();
    this.#camera?.close();
    this.#camera = null;
    this.#cameraIs(false);
  }

  #cameraIs(on) {
    element('camera').setAttribute('aria-pressed', String(on));
    element('camera').textContent = on ? 'Stop camera' : 'Camera';
    element('freeze').hidden = !on;
  }

  #save() {
    element('canvas').toBlob((picture) => {
      const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(picture), download: 'landmarks.png' });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }, 'image/png');
  }

  // The arrows walk through the landmarks, as those who use no mouse need.
  #walk(event) {
    const faces = this.#answer?.faces ?? [];
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (!step || faces.length === 0) return;
    event.preventDefault();
    const count = this.#names.length;
    const { face, index } = this.#view.marked ?? { face: 0, index: step[1] > 0 ? -1 : 0 };
    this.#mark({ face: (face + step[0] + faces.length) % faces.length, index: (index + step[1] + count) % count }, true);
  }

  #mark(found, isSpoken = false) {
    const tip = element('tip');
    if (!found && !this.#view.marked) {
      tip.hidden = true;
      return;
    }
    this.#view.marked = found;
    this.#view.draw();
    tip.hidden = !found;
    if (!found) return;
    const [x, y] = this.#answer.faces[found.face].landmarks[found.index];
    tip.textContent = `${found.index} ${this.#names[found.index]}${this.#answer.faces.length > 1 ? `, face ${found.face + 1}` : ''}`;
    const [left, top] = this.#view.place(found);
    const canvas = element('canvas');
    const across = canvas.offsetLeft + left;
    tip.style.left = across > element('drop').clientWidth / 2 ? 'auto' : `${across + 14}px`;
    tip.style.right = across > element('drop').clientWidth / 2 ? `${element('drop').clientWidth - across + 14}px` : 'auto';
    tip.style.top = `${Math.max(0, canvas.offsetTop + top - 34)}px`;
    if (isSpoken) element('spoken').textContent = `Landmark ${tip.textContent}, at ${Math.round(x)}, ${Math.round(y)}`;
  }
}

await new Page().start();
