// The example page of the client in clients/typescript, from another origin than the service.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { findChromium, launch, missing } from '../support/chromium.mjs';
import { root, samples, startService } from '../support/service.mjs';

const kinds = { '.html': 'text/html', '.js': 'text/javascript' };

/** The files of the package. */
function serveFiles() {
  const server = http.createServer((request, response) => {
    const file = path.join(root, 'clients/typescript', new URL(request.url, 'http://x').pathname);
    const kind = fs.existsSync(file) && kinds[path.extname(file)];
    response.writeHead(kind ? 200 : 404, kind ? { 'Content-Type': kind } : {}).end(kind ? fs.readFileSync(file) : '');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const isBuilt = fs.existsSync(path.join(root, 'clients/typescript/dist/index.js'));
const obstacle = findChromium() ? !isBuilt && 'clients/typescript is not built: npm ci && npm run build' : missing;

test('a page of another origin', { skip: obstacle, timeout: 90_000 }, async () => {
  const files = await serveFiles();
  const origin = `http://127.0.0.1:${files.address().port}`;
  const service = await startService(`--MuSiCa:Security:AllowedOrigins=${origin}`);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${origin}/examples/browser.html?url=http://127.0.0.1:${service.port}`);
    await page.setInputFiles('#file', path.join(samples, 'average-face.jpg'));
    await page.waitForFunction(() => document.querySelector('#answer').textContent);
    assert.equal(await page.locator('#answer').innerText(), 'accepted: 68 landmarks');

    await page.setInputFiles('#file', { name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no image') });
    await page.waitForFunction(() => document.querySelector('#answer').textContent.includes('image-unsupported'));
  } finally {
    await browser.close();
    await service.stop();
    files.closeAllConnections();
    files.close();
  }
});
