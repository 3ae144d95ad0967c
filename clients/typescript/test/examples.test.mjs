// The examples, as their reader would run them.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { examples, root, sample, startService } from '../support/service.mjs';

const noFfmpeg = spawnSync('ffmpeg', ['-version']).error ? 'ffmpeg is not installed (Debian package ffmpeg)' : false;

let service;
let folder;
before(async () => {
  service = await startService();
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'musica-client-'));
});
after(async () => {
  await service.stop();
  await fs.rm(folder, { recursive: true });
});

async function run(example, ...parameters) {
  const exec = promisify(execFile)('node', [path.join(examples, example), ...parameters], { timeout: 60_000, maxBuffer: 1 << 26 });
  const { code = 0, stdout, stderr } = await exec.catch((error) => error);
  return { code, stderr, lines: stdout.split('\n').filter(Boolean) };
}

test('photo', async () => {
  const { code, stderr, lines: [title, ...points] } = await run('photo.mjs', sample, '--url', service.urls.rest);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(title, /^face 1: accepted, confident after \d stages/);
  assert.equal(points.length, 68);
});

test('photo says what is wrong', async () => {
  const { code, stderr } = await run('photo.mjs', sample, '--box', '9000,0,9,9', '--url', service.urls.rest);
  assert.equal(code, 1);
  assert.match(stderr, /^box-outside: Box 1 /);
});

test('folder', async () => {
  const photos = path.join(folder, 'photos');
  await fs.mkdir(path.join(photos, 'more'), { recursive: true });
  await fs.copyFile(sample, path.join(photos, 'more/face.JPG'));
  await fs.copyFile(path.join(root, 'samples/group.jpg'), path.join(photos, 'group.jpg'));
  await fs.writeFile(path.join(photos, 'bad.png'), 'no image');
  await fs.writeFile(path.join(photos, 'notes.txt'), 'no photo');
  const { code, stderr, lines } = await run('folder.mjs', photos, '--url', service.urls.rest);
  assert.deepEqual([code, stderr], [1, '2 photos done, 1 failed\n']);
  const results = Object.fromEntries(lines.map((line) => JSON.parse(line)).map(({ file, faces, error }) => [file, faces?.length ?? error]));
  assert.match(results['bad.png'], /^image-unsupported: /);
  assert.deepEqual([results['group.jpg'], results['more/face.JPG'], lines.length], [9, 1, 3]);
});

test('video', { skip: noFfmpeg }, async () => {
  const video = path.join(folder, 'face.mp4');
  spawnSync('ffmpeg', ['-loglevel', 'error', '-loop', '1', '-framerate', '10', '-i', sample, '-t', '1', '-pix_fmt', 'yuv420p', video]);
  const { code, stderr, lines } = await run('video.mjs', video, '--fps', '10', '--url', service.urls.grpc);
  assert.deepEqual([code, stderr], [0, '']);
  const answers = lines.map((line) => JSON.parse(line));
  assert.deepEqual(answers.map(({ id }) => id), Array.from({ length: 10 }, (_, i) => i));
  assert.ok(answers.every(({ faces: [{ trackId }] }) => trackId === 1));
});

test('video that is none', { skip: noFfmpeg }, async () => {
  const { code, stderr } = await run('video.mjs', 'missing.mp4', '--url', service.urls.grpc);
  assert.equal(code, 1);
  assert.match(stderr, /ffmpeg read no frame/);
});

test('webcam: the sample in place of a camera', { skip: noFfmpeg }, async () => {
  const camera = `movie=${sample},loop=loop=4:size=1`;
  const { code, stderr, lines } = await run('webcam.mjs', '--driver', 'lavfi', '--device', camera, '--url', service.urls.grpc);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(lines[0], /track 1 started/);
});
