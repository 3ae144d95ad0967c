import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads what this server needs of a model package (docs/model-package.md). */
export async function readModel(folder) {
  const document = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  if (document.formatVersion !== 1 && document.formatVersion !== 2) {
    throw new Error(`${folder}: format ${document.formatVersion}; this server computes formats 1 and 2`);
  }

  const { boxSide, size, levels } = document.frame;
  const { patch, exit } = document;
  return {
    name: document.name,
    version: document.version,
    landmarks: document.landmarks.count,
    hidden: document.hidden,
    patch: { size: patch.size, aligned: patch.aligned ?? false },
    frame: { boxSide, size, levels, center: (size - 1) / 2, ...layOut(size, levels) },
    start: startShape(document.meanShape, boxSide, size),
    stages: document.stages.map(({ file, level, patches }) => ({
      path: join(folder, file),
      level,
      landmarks: Int32Array.from(patches ?? patch.indices),
    })),
    threshold: exit.threshold,
    gainThreshold: exit.gainThreshold ?? 0,
    finalThreshold: exit.finalThreshold,
  };
}

function layOut(size, levels) {
  const offsets = [];
  let bytes = 0;
  for (let level = 0; level < levels; level++) {
    offsets.push(bytes);
    bytes += 3 * (size >> level) ** 2;
  }

  return { offsets, bytes };
}

function startShape(meanShape, boxSide, size) {
  return Float32Array.from(meanShape.flat(), (value) => (size - 1) / 2 + boxSide * value);
}
