import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readModel } from '../src/model.mjs';

const shipped = fileURLToPath(new URL('../../../../models/musica-68', import.meta.url));

/** Reads the shipped package after a change. */
async function readChanged(change) {
  const document = JSON.parse(await readFile(join(shipped, 'model.json'), 'utf8'));
  change(document);
  const folder = await mkdtemp(join(tmpdir(), 'peer-'));
  try {
    await writeFile(join(folder, 'model.json'), JSON.stringify(document));
    return await readModel(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('readModel_FormatTwo_GivesStagesTheirOwnPatches', async () => {
  const model = await readChanged((document) => {
    document.patch = { size: 9, indices: [1, 2, 3], aligned: true };
    document.stages.forEach((stage, i) => (stage.patches = i === 1 ? [7, 5] : undefined));
  });

  assert.equal(model.patch.aligned, true);
  assert.deepEqual(model.stages.slice(0, 2).map(({ landmarks }) => [...landmarks]), [[1, 2, 3], [7, 5]]);
});

test('readModel_FormatOne_IsUprightAndNobodyLeavesByGain', async () => {
  const model = await readChanged((document) => {
    document.formatVersion = 1;
    delete document.patch.aligned;
    delete document.exit.gainThreshold;
  });

  assert.deepEqual([model.patch.aligned, model.gainThreshold], [false, 0]);
});

test('readModel_UnknownFormat_IsRefusedByName', async () => {
  await assert.rejects(readChanged((document) => (document.formatVersion = 3)), /format 3; this server computes formats 1 and 2/);
});
