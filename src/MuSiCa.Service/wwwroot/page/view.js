// The photo with what was found on it, drawn on a canvas.
import { axes, beside, lines, middle, nearest } from './shapes.js';

const lineColor = '#409cff';
const accepted = '#ffdd33';
const uncertain = '#ff5252';
const [leastSide, mostSide] = [900, 1600];
const reach = 18;

// To the right of the picture, down and ahead, of a head that looks straight ahead.
const axisColors = ['#ff6b6b', '#51e07a', '#5ab0ff'];
const axisLength = 0.35;

const font = (size) => `600 ${size}px system-ui, "DejaVu Sans", sans-serif`;

export const percent = (fraction, digits = 1) => `${(100 * fraction).toFixed(digits)} %`;

export class View {
  #canvas;
  #scheme;
  #picture = null;
  #answer = null;
  shows = { boxes: true, groups: true, numbers: false, pose: true };
  marked = null;

  constructor(canvas, scheme) {
    this.#canvas = canvas;
    this.#scheme = scheme;
  }

  /** Shows a picture (an ImageBitmap, or a canvas of a film) and the answer for it; null for none yet. */
  show(picture, answer) {
    if (this.#picture !== picture) this.#picture?.close?.();
    [this.#picture, this.#answer, this.marked] = [picture, answer, null];
    const longer = Math.max(picture.width, picture.height);
    const factor = Math.min(Math.max(longer, leastSide), mostSide) / longer;
    this.#canvas.width = Math.round(picture.width * factor);
    this.#canvas.height = Math.round(picture.height * factor);
    this.#canvas.hidden = false;
    this.draw();
  }

  /** Shows nothing any more. */
  clear() {
    this.#picture?.close?.();
    [this.#picture, this.#answer, this.marked] = [null, null, null];
    this.#canvas.hidden = true;
  }

  draw() {
    if (!this.#picture) return;
    const context = this.#canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(this.#picture, 0, 0, this.#canvas.width, this.#canvas.height);
    if (!this.#answer) return;

    // From here on in pixels of the photo, whose centres are at integers.
    const scale = this.#scale;
    context.setTransform(scale, 0, 0, scale, scale / 2, scale / 2);
    this.#answer.faces.forEach((face, i) => this.#drawFace(context, face, i, this.#pixel));
  }

  /** The landmark under a place of the page. */
  at(clientX, clientY) {
    if (!this.#answer) return null;
    const bounds = this.#canvas.getBoundingClientRect();
    const pixel = this.#pixel;
    return nearest(this.#answer.faces, [(clientX - bounds.left) * pixel - 0.5, (clientY - bounds.top) * pixel - 0.5], reach * pixel);
  }

  /** Where a landmark is, from the top left of the canvas in pixels of the page. */
  place({ face, index }) {
    return this.#answer.faces[face].landmarks[index].map((value) => (value + 0.5) / this.#pixel);
  }

  // A pixel of the page in pixels of the photo: what is drawn stays legible however small the window is.
  get #pixel() {
    return this.#answer.image.width / (this.#canvas.getBoundingClientRect().width || this.#canvas.width);
  }

  get #scale() {
    return this.#canvas.width / this.#answer.image.width;
  }

  #drawFace(context, face, number, pixel) {
    const side = Math.max(face.box.width, face.box.height);
    const color = face.status === 'accepted' ? accepted : uncertain;
    const thickness = Math.max(pixel, side / 260);
    context.lineWidth = thickness;
    context.lineJoin = context.lineCap = 'round';
    if (this.shows.boxes) {
      context.strokeStyle = color;
      context.strokeRect(face.box.x, face.box.y, face.box.width, face.box.height);
      const size = Math.max(11.5 * pixel, side / 20);
      this.#write(context, this.#caption(context, face, number, size), [face.box.x, face.box.y], size, 'left', 'bottom');
    }
    const groups = lines(this.#scheme, face.landmarks);
    if (this.shows.groups) this.#drawLines(context, groups, thickness);
    const dot = Math.max(1.3 * pixel, side / 120);
    face.landmarks.forEach((point, index) => {
      const isMarked = this.marked?.face === number && this.marked.index === index;
      this.#dot(context, point, isMarked ? dot * 2 : dot, isMarked ? '#ffffff' : color);
    });
    if (this.shows.pose && face.pose) this.#drawAxes(context, face, side, thickness);
    if (this.shows.numbers) {
      const size = Math.max(8 * pixel, side / 38);
      const centre = middle(face.landmarks);
      for (const group of groups) {
        group.indices.forEach((index, i) =>
          this.#write(context, String(index), beside(group, i, centre, dot + size * 0.75), size, 'center', 'middle'));
      }
    }
  }

  // As much as there is room for above the box.
  #caption(context, face, number, size) {
    const error = percent(face.predictedError);
    const stages = face.stages === 1 ? '1 stage' : `${face.stages} stages`;
    const name = face.trackId ? `#${face.trackId}` : String(number + 1);
    context.font = font(size);
    const captions = [`${name}: ${stages}, ${error}`, `${name}: ${error}`, name];
    return captions.find((text) => context.measureText(text).width <= face.box.width * 1.1) ?? captions.at(-1);
  }

  #drawLines(context, groups, thickness) {
    [context.strokeStyle, context.lineWidth] = [lineColor, thickness];
    for (const { points, isLine, isClosed } of groups) {
      if (!isLine) continue;
      context.beginPath();
      points.forEach(([x, y]) => context.lineTo(x, y));
      if (isClosed) context.closePath();
      context.stroke();
    }
  }

  #drawAxes(context, face, side, thickness) {
    const [x, y] = middle(face.landmarks);
    for (const [i, [right, down]] of axes(face.pose).entries()) {
      for (const [color, width] of [['#000000', 4], [axisColors[i], 2.2]]) {
        [context.strokeStyle, context.lineWidth] = [color, width * thickness];
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x + right * side * axisLength, y + down * side * axisLength);
        context.stroke();
      }
    }
  }

  #dot(context, [x, y], radius, color) {
    for (const [r, fill] of [[radius * 1.45, '#000000'], [radius, color]]) {
      context.fillStyle = fill;
      context.beginPath();
      context.arc(x, y, r, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #write(context, text, [x, y], size, align, baseline) {
    context.font = font(size);
    [context.textAlign, context.textBaseline] = [align, baseline];
    [context.lineWidth, context.strokeStyle, context.fillStyle] = [size / 4, '#000000', '#ffffff'];
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}
