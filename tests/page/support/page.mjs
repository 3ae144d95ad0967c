import assert from 'node:assert/strict';
import path from 'node:path';
import { samples } from './service.mjs';

/** The page in a context of its own, opened and ready. Closing it fails when the page logged an error or asked another host. */
export class OpenPage {
  static async open(browser, origin, options = {}) {
    const opened = new OpenPage();
    opened.context = await browser.newContext(options);
    opened.page = await opened.context.newPage();
    opened.faults = [];
    opened.page.on('pageerror', (error) => opened.faults.push(String(error)));
    opened.page.on('request', (request) => {
      if (!/^(blob:|data:)/.test(request.url()) && new URL(request.url()).origin !== origin) opened.faults.push(request.url());
    });
    opened.page.on('console', (message) => {
      // What a call of the service was refused for is told on the page; the browser logs its status besides.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) opened.faults.push(message.text());
    });
    await opened.page.goto(`${origin}/`);
    await opened.page.waitForSelector('html[data-ready]');
    return opened;
  }

  /** Chooses photos of the samples, or a file {name, mimeType, buffer}. */
  choose(file) {
    return this.page.setInputFiles('#file', typeof file === 'string' ? path.join(samples, file) : file);
  }

  /** Waits until nothing is asked any more and the faces are told. */
  async settled(text) {
    await this.page.waitForFunction(
      (part) => !document.querySelector('#drop[aria-busy]') && document.querySelector('#summary').textContent.includes(part), text);
  }

  text(selector) {
    return this.page.locator(selector).innerText();
  }

  async close() {
    await this.context.close();
    assert.deepEqual(this.faults, []);
  }
}
