import { test } from 'node:test';

/** A test with a time limit of its own, and with what it must clean up afterwards. */
export function limited(name, body, milliseconds = 90_000) {
  test(name, { timeout: milliseconds }, async () => {
    const cleanups = [];
    const use = (thing) => {
      cleanups.push(thing);
      return thing;
    };
    try {
      await body(use);
    } finally {
      for (const thing of cleanups.reverse()) {
        await (thing.close?.() ?? thing.stop?.());
      }
    }
  });
}
