// sharp shrinks a JPEG while loading only when the whole reduction is larger than the decoder's part of it (2, 4 or 8)
// by at least one; its own resize does the rest. For faces of 2 to 3 times the frame that is all: a cubic filter in libvips is
// faster than twice as many taps in JavaScript, and its pixels are nearer to those of a decoder that shrinks.
const jpegShrinks = [
  { reduction: 9, shrink: 8 },
  { reduction: 5, shrink: 4 },
  { reduction: 3, shrink: 2 },
  { reduction: 2, shrink: 1 },
];

const mirroredX = new Set([2, 3, 6, 7]);
const mirroredY = new Set([3, 4, 7, 8]);

/**
 * How to decode no more of a photo than its faces need: the size to reduce it to, the region to keep, and where its pixels
 * lie in the full upright image, X = x * scale + offset before the cut.
 */
export function planDecode(header, boxes, frame) {
  const ratio = Math.min(...boxes.map((box) => Math.max(box.width, box.height) / frame.boxSide));
  const step = header.format === 'jpeg' ? jpegShrinks.find(({ reduction }) => reduction <= ratio) : undefined;
  const x = axis(header.width, step, mirroredX.has(header.orientation));
  const y = axis(header.height, step, mirroredY.has(header.orientation));
  const reduced = step !== undefined;

  // sharp gives up shrinking while loading for a cut from a photo that has to be turned; the whole reduced photo is cheaper.
  if (reduced && header.orientation !== 1) {
    return { header, x, y, reduced, cut: false, left: 0, top: 0, width: x.size, height: y.size };
  }

  const [left, right] = cover(boxes.map((box) => span(box.x + box.width / 2, box, frame, x)), x.size);
  const [top, bottom] = cover(boxes.map((box) => span(box.y + box.height / 2, box, frame, y)), y.size);
  return { header, x, y, reduced, cut: true, left, top, width: right - left + 1, height: bottom - top + 1 };
}

function axis(full, step, mirrored) {
  if (step === undefined) {
    return { size: full, scale: 1, offset: 0 };
  }

  // The decoder drops what is left of the last block. Rounded down, because a reduction only just below the step would make
  // sharp shrink half as much while loading.
  const loaded = Math.floor(full / step.shrink);
  const size = Math.max(1, Math.floor(full / step.reduction));
  const scale = (step.shrink * loaded) / size;
  const offset = (scale - 1) / 2;
  return { size, scale, offset: mirrored ? full - 1 - (size - 1) * scale - offset : offset };
}

function span(center, box, frame, { scale, offset }) {
  const ratio = Math.max(box.width, box.height) / frame.boxSide;
  const reach = frame.center * ratio + Math.max(scale, ratio);
  return [Math.ceil((center - reach - offset) / scale), Math.floor((center + reach - offset) / scale)];
}

function cover(spans, size) {
  const low = Math.min(...spans.map(([first]) => first));
  const high = Math.max(...spans.map(([, last]) => last));
  return [clamp(low, size), clamp(high, size)];
}

function clamp(value, size) {
  return Math.min(Math.max(value, 0), size - 1);
}
