import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';

/** The Chromium of this machine; null where there is none. */
export function findChromium() {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch {
      // The next name.
    }
  }
  return null;
}

/** Why the tests of the page are skipped, and what to do about it. */
export const missing = 'there is no Chromium; install it with: apt-get install --no-install-recommends chromium';

/** Chromium without a window. Its own sandbox does not work for root. */
export const launch = (...more) => chromium.launch({
  executablePath: findChromium(),
  args: ['--disable-gpu', '--disable-dev-shm-usage', ...(process.getuid() === 0 ? ['--no-sandbox'] : []), ...more],
});

/** Has Chromium show a file as the picture of the camera, allowed without a question. */
export const filming = (file) => [
  '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${file}`,
];
