// Landmarks of the faces in a photo: node photo.mjs PHOTO [--box X,Y,WIDTH,HEIGHT]... [--url URL]
import fs from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { MusicaClient } from 'musica-client';

const { values, positionals: [photo] } = parseArgs({
  allowPositionals: true,
  options: { box: { type: 'string', multiple: true, default: [] }, url: { type: 'string', default: 'http://localhost:8080' } },
});

const boxes = values.box.map((text) => {
  const [x, y, width, height] = text.split(',').map(Number);
  return { x, y, width, height };
});

try {
  const answer = await new MusicaClient({ url: values.url }).locate(await fs.readFile(photo), { boxes });
  answer.faces.forEach((face, index) => {
    const error = face.predictedError.toFixed(4);
    console.log(`face ${index + 1}: ${face.status}, ${face.exit} after ${face.stages} stages, expected error ${error}`);
    face.landmarks.forEach(([x, y]) => console.log(`  ${x.toFixed(2)} ${y.toFixed(2)}`));
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
