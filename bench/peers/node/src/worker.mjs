import process from 'node:process';
import sharp from 'sharp';
import { Framer } from './face/framer.mjs';
import { createApp } from './http/app.mjs';
import { readModel } from './model.mjs';
import { createCascade } from './stages/cascade.mjs';

/** Loads and warms the model, then listens when the primary says so. */
export async function startWorker(options) {
  // The photos of concurrent requests already fill the cores; none is asked for twice.
  sharp.concurrency(1);
  sharp.cache(false);

  const model = await readModel(options.model);
  const cascade = await createCascade(model, options);
  const app = createApp(model, new Framer(model), cascade);
  await app.ready();

  // Ctrl+C reaches the whole group of processes; the primary passes it on.
  process.on('SIGINT', () => {}).on('SIGTERM', () => {});
  process.on('message', async (message) => {
    if (message === 'listen') {
      await app.listen({ host: options.host, port: options.port });
    } else if (message === 'stop') {
      await app.close();
      process.exit(0);
    }
  });
  process.send('warm');
}
