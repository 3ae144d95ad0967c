import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Framer } from '../src/face/framer.mjs';
import { createAnswer } from '../src/http/answer.mjs';
import { parseQuery } from '../src/http/query.mjs';
import { readModel } from '../src/model.mjs';
import { createCascade } from '../src/stages/cascade.mjs';

const root = new URL('../../../../', import.meta.url);
const model = await readModel(fileURLToPath(new URL('models/musica-68', root)));
const framer = new Framer(model);

async function answer(photo, query, cascade) {
  const { boxes, ...limits } = parseQuery(query, model);
  const { header, faces } = await framer.frame(await readFile(new URL(`samples/${photo}`, root)), boxes);
  await cascade.expect().run(faces, limits);
  return createAnswer(model, header, faces);
}

// Recorded by record.mjs.
for (const name of ['max-error', 'own-exits', 'two-stages']) {
  for (const variant of ['plain', 'microbatch']) {
    test(`run_${variant}With${name}_AnswersAsTheCommandLine`, async () => {
      const cascade = await createCascade(model, { variant, threads: 1, batch: 4, wait: 1 });
      for (const { photo, query, answer: other } of JSON.parse(await readFile(new URL(`answers/${name}.json`, import.meta.url)))) {
        assert.deepEqual(other.model, { name: model.name, version: model.version }, 'another model: run record.mjs');

        const own = await answer(photo, query, cascade);

        assert.equal(own.faces.length, other.faces.length);
        own.faces.forEach((face, i) => {
          const { stages, exit, status, landmarks } = other.faces[i];
          const pixel = Math.max(face.box.width, face.box.height) / model.frame.boxSide;
          const apart = Math.max(...face.landmarks.map(([x, y], k) => Math.hypot(x - landmarks[k][0], y - landmarks[k][1]))) / pixel;
          assert.deepEqual([face.stages, face.exit, face.status], [stages, exit, status]);
          assert.ok(apart <= 0.5, `face ${i} of ${photo}: ${apart} px of the frame`);
        });
      }
    });
  }
}
