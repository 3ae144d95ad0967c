// Asks two servers about the same faces and compares their answers.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const usage = `Usage: node check.mjs URL_A URL_B [--boxes FILE.json]... [PHOTO@x,y,width,height[@...]]...
  FILE.json maps photos beside it to their boxes, as samples/boxes.json does.
  --within PX    fail when any landmark differs by more (no limit)
  --exits SHARE  fail when a smaller share of the faces leaves at the same stage (0)`;

async function readList(file) {
  const boxes = JSON.parse(await readFile(file, 'utf8'));
  return Object.entries(boxes).map(([name, list]) => ({ photo: join(dirname(file), name), boxes: list.map(String) }));
}

function readPhoto(text) {
  const [photo, ...boxes] = text.split('@');
  return { photo, boxes };
}

async function ask(url, body, boxes) {
  const address = new URL(`/v1/landmarks?${boxes.map((box) => `box=${box}`).join('&')}`, url);
  const response = await fetch(address, { method: 'POST', body });
  if (!response.ok) {
    throw new Error(`${address} answers ${response.status}: ${await response.text()}`);
  }

  return response.json();
}

function distance(a, b) {
  return a.landmarks.map(([x, y], i) => Math.hypot(x - b.landmarks[i][0], y - b.landmarks[i][1]));
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

async function compare(urlA, urlB, photos) {
  const worst = [];
  let means = 0;
  let sameExit = 0;
  for (const { photo, boxes } of photos) {
    const body = await readFile(photo);
    const [a, b] = await Promise.all([ask(urlA, body, boxes), ask(urlB, body, boxes)]);
    if (a.image.width !== b.image.width || a.image.height !== b.image.height) {
      throw new Error(`${photo}: ${JSON.stringify(a.image)} and ${JSON.stringify(b.image)}`);
    }

    a.faces.forEach((face, i) => {
      const other = b.faces[i];
      const same = face.stages === other.stages && face.exit === other.exit;
      sameExit += same;
      if (same) {
        const distances = distance(face, other);
        worst.push({ photo, pixels: Math.max(...distances) });
        means += distances.reduce((sum, each) => sum + each, 0) / distances.length;
      } else {
        console.log(`${photo}: ${face.stages} ${face.exit} ${face.predictedError}, ${other.stages} ${other.exit} ${other.predictedError}`);
      }
    });
  }

  return { worst: worst.sort((a, b) => a.pixels - b.pixels), mean: means / sameExit, sameExit };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    boxes: { type: 'string', multiple: true, default: [] },
    within: { type: 'string', default: 'Infinity' },
    exits: { type: 'string', default: '0' },
  },
});
const [urlA, urlB, ...texts] = positionals;
const photos = [...(await Promise.all(values.boxes.map(readList))).flat(), ...texts.map(readPhoto)];
if (urlB === undefined || photos.length === 0) {
  console.error(usage);
  process.exit(2);
}

const { worst, mean, sameExit } = await compare(urlA, urlB, photos);
const faces = photos.reduce((sum, { boxes }) => sum + boxes.length, 0);
const pixels = worst.map((each) => each.pixels);
console.log(`${faces} faces, ${sameExit} leave at the same stage`);
console.log(
  `of those, landmarks differ by ${mean.toFixed(3)} px on average; the worst landmark of a face: median ` +
    `${quantile(pixels, 0.5)?.toFixed(3)}, 99 % ${quantile(pixels, 0.99)?.toFixed(3)}, most ${pixels.at(-1)?.toFixed(3)} px ` +
    `(${worst.at(-1)?.photo})`,
);
process.exitCode = pixels.at(-1) > Number(values.within) || sameExit / faces < Number(values.exits) ? 1 : 0;
