// Pictures of the page: node screenshots.mjs FOLDER [NAME]
import path from 'node:path';
import { launch } from './support/chromium.mjs';
import { OpenPage } from './support/page.mjs';
import { startService } from './support/service.mjs';

const [folder = '.', wanted] = process.argv.slice(2);
const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const shots = [
  ['page-empty', desktop, 'light', null],
  ['page', desktop, 'light', 'group.jpg'],
  ['page-dark', desktop, 'dark', 'average-face.jpg'],
  ['page-phone', phone, 'light', 'average-face.jpg'],
  ['page-phone-dark', phone, 'dark', 'group.jpg'],
];

const service = await startService();
const browser = await launch();
for (const [name, options, colorScheme, photo] of shots.filter(([one]) => !wanted || one === wanted)) {
  const opened = await OpenPage.open(browser, `http://127.0.0.1:${service.port}`, { ...options, colorScheme });
  if (photo) {
    await opened.choose(photo);
    await opened.settled('stages ran');
    await opened.page.locator('#error').fill('28');
    await opened.settled('stages ran');
    await opened.page.waitForTimeout(600);
    await opened.page.evaluate(() => document.activeElement.blur());
  }
  await opened.page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: options === phone });
  await opened.close();
}
await browser.close();
await service.stop();
