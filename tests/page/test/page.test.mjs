// The page of the service in a real browser, with the shipped model.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { limited as tested } from '../../clients/node/support/limited.mjs';
import { filming, findChromium, launch, missing } from '../support/chromium.mjs';
import { OpenPage } from '../support/page.mjs';
import { samples, startService } from '../support/service.mjs';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const limited = findChromium() ? tested : (name) => test(name, { skip: missing }, () => {});
let service;
let browser;
let origin;
let folder;

before(async () => {
  if (!findChromium()) return;
  folder = mkdtempSync(path.join(os.tmpdir(), 'musica-page-'));

  // A film is one JPEG after the other.
  const picture = readFileSync(path.join(samples, 'average-face.jpg'));
  writeFileSync(path.join(folder, 'film.mjpeg'), Buffer.concat(Array(8).fill(picture)));
  service = await startService();
  origin = `http://127.0.0.1:${service.port}`;
  browser = await launch(...filming(path.join(folder, 'film.mjpeg')));
});

after(async () => {
  await browser?.close();
  await service?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

limited('upload_photo_shows_its_face', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.choose('average-face.jpg');
  await opened.settled('One face');

  assert.match(await opened.text('#faces'), /1\s+\d of 5/);
  assert.equal(await opened.text('#countFaces'), '1');
  assert.equal(await opened.page.locator('#notes > *').count(), 0);
  assert.ok(await yellow(opened.page) > 50);
});

limited('upload_group_counts_every_face', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.choose('group.jpg');
  await opened.settled('faces,');

  const rows = await opened.page.locator('#faces tr').count();
  assert.ok(rows > 1);
  assert.equal(await opened.text('#countFaces'), String(rows));
  const left = await opened.page.locator('#exits b').allInnerTexts();
  assert.equal(left.map(Number).reduce((sum, count) => sum + count), rows);
});

for (const kind of ['drop', 'paste']) {
  limited(`${kind}_photo_is_taken`, async (use) => {
    const opened = use(await OpenPage.open(browser, origin));
    await opened.page.evaluate(async (how) => {
      const blob = await (await fetch('/page/sample.jpg')).blob();
      const data = new DataTransfer();
      data.items.add(new File([blob], 'face.jpg', { type: 'image/jpeg' }));
      const event = how === 'drop' ? new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })
        : new ClipboardEvent('paste', { clipboardData: data, bubbles: true });
      document.querySelector('#drop').dispatchEvent(event);
    }, kind);
    await opened.settled('One face');
  });
}

limited('slider_to_the_right_leaves_earlier_and_says_what_that_saves', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.choose('average-face.jpg');
  await opened.settled('One face');

  await slide(opened, 0);
  await opened.settled('5 of 5 stages ran');
  const careful = await opened.text('#tradeoff');
  await slide(opened, 100);
  await opened.settled('1 of 5 stages ran');

  assert.match(careful, /5\.0 of 5 stages on average, 0 % of the work saved/);
  assert.match(await opened.text('#tradeoff'), /1\.0 of 5 stages on average, 89 % of the work saved/);
  assert.match(await opened.text('#summary'), /would move the landmarks by \d+\.\d % of the distance between the eyes/);
  assert.match(await opened.text('#code'), /maxError=0\.177/);
  assert.equal(await opened.page.inputValue('#profile'), 'own');
});

limited('profile_chosen_is_asked_for', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.choose('average-face.jpg');
  await opened.settled('One face');

  const [request] = await Promise.all([
    opened.page.waitForRequest(/landmarks\?profile=accurate/),
    opened.page.selectOption('#profile', 'accurate'),
  ]);

  assert.equal(request.method(), 'POST');
  assert.match(await opened.text('#code'), /profile=accurate/);
});

limited('bad_file_is_told_in_the_words_of_the_service', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.choose('average-face.jpg');
  await opened.settled('One face');
  await opened.choose({ name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('these are only words') });
  await opened.page.waitForSelector('#problem:not([hidden])');

  assert.match(await opened.text('#problem'), /The image format is not supported/);
  assert.equal(await opened.page.getAttribute('#problem', 'role'), 'alert');
  assert.ok(await opened.page.isHidden('#canvas'));
  assert.equal(await opened.text('#summary'), 'None yet.');
  await opened.choose('average-face.jpg');
  await opened.settled('One face');
  assert.ok(await opened.page.isHidden('#problem'));
});

limited('service_gone_is_told', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.context.setOffline(true);
  await opened.choose('average-face.jpg');
  await opened.page.waitForSelector('#problem:not([hidden])');

  assert.match(await opened.text('#problem'), /The service does not answer/);
});

limited('photo_without_a_face_says_so', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  const url = await opened.page.evaluate(() => Object.assign(document.createElement('canvas'), { width: 400, height: 200 }).toDataURL());
  await opened.choose({ name: 'empty.png', mimeType: 'image/png', buffer: Buffer.from(url.split(',')[1], 'base64') });
  await opened.settled('No face');

  assert.match(await opened.text('#notes'), /faces under 20 pixels are not looked for/);
});

limited('uncertain_face_is_noted_with_its_reason', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.page.route('**/v1/landmarks*', async (route) => {
    const answer = await (await route.fetch()).json();
    Object.assign(answer.faces[0], { status: 'uncertain', predictedError: 0.123 });
    await route.fulfill({ json: answer });
  });
  await opened.choose('average-face.jpg');
  await opened.settled('One face');

  assert.match(await opened.text('#notes'), /Face 1 is uncertain: .* expects an error of 12\.3 %, above its limit of 5\.7 %/);
  assert.match(await opened.text('#faces'), /12\.3 %, uncertain/);
});

limited('pointer_on_a_landmark_tells_index_and_group', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.choose('average-face.jpg');
  await opened.settled('One face');
  const [x, y] = await landmark(opened.page, 30);

  await opened.page.mouse.move(x + 2, y - 1);
  assert.equal(await opened.text('#tip'), '30 nose-bridge');
  await opened.page.mouse.move(x - 200, y - 150);
  assert.ok(await opened.page.isHidden('#tip'));
});

limited('keyboard_alone_does_everything', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  const { keyboard } = opened.page;
  await tabTo(opened.page, '[data-do="sample"]');
  await keyboard.press('Enter');
  await opened.settled('One face');

  await opened.page.evaluate(() => document.activeElement.blur());
  await tabTo(opened.page, '#canvas');
  await keyboard.press('ArrowRight');
  assert.equal(await opened.text('#tip'), '0 jaw');
  await keyboard.press('ArrowLeft');
  assert.equal(await opened.text('#tip'), '67 inner-lips');
  assert.match(await opened.page.textContent('#spoken'), /Landmark 67 inner-lips, at \d+, \d+/);
  await tabTo(opened.page, '#error');
  await keyboard.press('End');
  await opened.settled('1 of 5 stages ran');
  await tabTo(opened.page, '#tab-curl');
  await keyboard.press('ArrowRight');
  assert.match(await opened.text('#code'), /urllib/);
  assert.equal(await opened.page.getAttribute('#tab-python', 'aria-selected'), 'true');
});

limited('options_change_what_is_drawn', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.choose('average-face.jpg');
  await opened.settled('One face');
  const picture = () => opened.page.evaluate(() => document.querySelector('canvas').toDataURL());

  const pictures = [await picture()];
  for (const id of ['#showBoxes', '#showGroups', '#showNumbers']) {
    await opened.page.click(id);
    pictures.push(await picture());
  }

  assert.equal(new Set(pictures).size, 4);
});

limited('camera_is_followed_until_a_picture_is_kept', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.page.click('#camera');
  await opened.page.waitForFunction(() => Number(document.querySelector('#countFaces').textContent) >= 4);

  assert.equal(await opened.page.getAttribute('#camera', 'aria-pressed'), 'true');
  assert.match(await opened.text('#countRate'), /\d+\.\d/);
  assert.match(await opened.text('#countFaceRate'), /\d+\.\d/);
  await opened.page.click('#freeze');
  assert.equal(await opened.page.getAttribute('#camera', 'aria-pressed'), 'false');
  const faces = Number(await opened.text('#countFaces'));
  await slide(opened, 100);
  await opened.settled('1 of 5 stages ran');
  assert.equal(Number(await opened.text('#countFaces')), faces + 1);
});

limited('camera_goes_over_one_stream_and_faces_keep_their_track', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  let calls = 0;
  const sockets = [];
  opened.page.on('request', (request) => (calls += request.url().includes('/v1/landmarks') ? 1 : 0));
  opened.page.on('websocket', (socket) => sockets.push(socket));
  await opened.page.click('#camera');
  await opened.page.waitForFunction(() => Number(document.querySelector('#countFaces').textContent) >= 4);

  assert.match(await opened.text('#faces'), /^#1\s.*°, -?\d+°, -?\d+°$/);
  assert.equal(sockets.length, 1);
  await opened.page.selectOption('#profile', 'accurate');
  await opened.page.waitForFunction(() => !document.querySelector('#problem:not([hidden])'));
  const seen = Number(await opened.text('#countFaces'));
  await opened.page.waitForFunction((before) => Number(document.querySelector('#countFaces').textContent) >= before + 4, seen);
  assert.deepEqual(sockets.map((socket) => socket.isClosed()), [true, false]);
  await opened.page.click('#camera');
  assert.equal(calls, 0);
});

limited('camera_stream_refused_for_a_frame_waits_and_goes_on', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.page.routeWebSocket('**/v1/track', (socket) => {
    const service = socket.connectToServer();
    let refused = 0;
    service.onMessage((message) => socket.send(refused++ ? message
      : JSON.stringify({ frame: 0, problem: { title: 'The service is busy', detail: 'Come back.', status: 429 }, retryAfter: 1 })));
  });
  await opened.page.click('#camera');
  await opened.page.waitForSelector('#problem:not([hidden])');
  assert.match(await opened.text('#problem'), /The service is busy/);

  await opened.page.waitForFunction(() => Number(document.querySelector('#countFaces').textContent) >= 1);
  assert.ok(await opened.page.isHidden('#problem'));
});

limited('pose_is_told_in_degrees_and_drawn', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.choose('average-face.jpg');
  await opened.settled('One face');
  const picture = () => opened.page.evaluate(() => document.querySelector('canvas').toDataURL());
  const drawn = await picture();
  await opened.page.click('#showPose');

  assert.match(await opened.text('#faces'), /-?\d+°, -?\d+°, -?\d+°/);
  assert.notEqual(await picture(), drawn);
});

limited('camera_without_a_stream_calls_for_each_frame_and_waits_when_the_service_is_busy', async (use) => {
  const opened = use(await OpenPage.open(browser, origin));
  await opened.page.evaluate(() => {
    globalThis.WebSocket = class extends EventTarget {
      constructor() {
        super();
        queueMicrotask(() => this.dispatchEvent(new Event('error')));
      }
    };
  });
  let refused = 0;
  await opened.page.route('**/v1/landmarks*', (route) => (refused++ ? route.continue() : route.fulfill({
    status: 429,
    headers: { 'Retry-After': '1' },
    contentType: 'application/problem+json',
    body: '{"title":"The service is busy","detail":"Come back.","status":429}',
  })));
  await opened.page.click('#camera');
  await opened.page.waitForSelector('#problem:not([hidden])');
  assert.match(await opened.text('#problem'), /The service is busy/);

  await opened.page.waitForFunction(() => Number(document.querySelector('#countFaces').textContent) >= 1);
  assert.ok(await opened.page.isHidden('#problem'));
});

limited('camera_denied_says_what_to_do', async (use) => {
  const strict = use(await launch());
  const opened = use(await OpenPage.open(strict, origin));
  await opened.page.click('#camera');
  await opened.page.waitForSelector('#problem:not([hidden])');

  assert.match(await opened.text('#problem'), /No camera/);
  assert.equal(await opened.page.getAttribute('#camera', 'aria-pressed'), 'false');
});

for (const [language, run] of [['curl', ['bash', '-c']], ['python', ['python3', '-c']], ['javascript', ['node', '--input-type=module', '-e']]]) {
  limited(`snippet_in_${language}_runs`, async (use) => {
    const opened = use(await OpenPage.open(browser, origin));
    copyFileSync(path.join(samples, 'average-face.jpg'), path.join(folder, 'photo.jpg'));
    await slide(opened, 50);
    await opened.page.click(`#tab-${language}`);

    const output = execFileSync(run[0], [...run.slice(1), await opened.page.textContent('#code')], { cwd: folder, encoding: 'utf8' });

    assert.match(output, /accepted/);
  });
}

for (const colorScheme of ['light', 'dark']) {
  for (const [device, options] of [['desktop', {}], ['phone', phone]]) {
    limited(`accessible_${device}_${colorScheme}`, async (use) => {
      const opened = use(await OpenPage.open(browser, origin, { ...options, colorScheme, bypassCSP: true }));
      await opened.page.addScriptTag({ path: axe });
      assert.deepEqual(await violations(opened.page), []);
      await opened.choose('group.jpg');
      await opened.settled('faces,');
      assert.deepEqual(await violations(opened.page), []);
      await opened.choose({ name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('words') });
      await opened.page.waitForSelector('#problem:not([hidden])');
      assert.deepEqual(await violations(opened.page), []);
      assert.ok(await opened.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'The page is wider than its window.');
    });
  }
}

const violations = (page) => page.evaluate(async () => {
  const found = await globalThis.axe.run();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
});

async function slide(opened, value) {
  await opened.page.locator('#error').fill(String(value));
}

async function tabTo(page, selector) {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}.`);
}

/** Where a landmark of the first face is on the page. */
async function landmark(page, index) {
  return page.evaluate(async (number) => {
    const answer = await (await fetch('/v1/landmarks', { method: 'POST', body: await (await fetch('/page/sample.jpg')).blob() })).json();
    const bounds = document.querySelector('canvas').getBoundingClientRect();
    const scale = bounds.width / answer.image.width;
    const [x, y] = answer.faces[0].landmarks[number];
    return [bounds.left + (x + 0.5) * scale, bounds.top + (y + 0.5) * scale];
  }, index);
}

/** Pixels of the canvas in the colour of accepted faces. */
const yellow = (page) => page.evaluate(() => {
  const canvas = document.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) count += data[i] === 0xff && data[i + 1] === 0xdd && data[i + 2] === 0x33 ? 1 : 0;
  return count;
});
