import cluster from 'node:cluster';
import process from 'node:process';
import { readOptions, usage } from './options.mjs';

function fail(error) {
  console.error(error.message);
  process.exit(1);
}

function startWorkers(options) {
  // The pixels of photos lie outside V8's heap but count as growth of it: from a small heap V8 would collect all of it every
  // few photos, for a tenth of the processor time.
  cluster.setupPrimary({ execArgv: [...process.execArgv, '--initial-heap-size=512'] });
  let ready = 0;
  let stopping = false;
  for (let i = 0; i < options.workers; i++) {
    // Only the environment of a process that has not begun yet can set the size of libuv's pool.
    const worker = cluster.fork({ UV_THREADPOOL_SIZE: String(options.decoders) });
    worker.on('message', (message) => {
      if (message === 'warm' && ++ready === options.workers) {
        // Nobody listens before all are warm, so that the first answer means the whole server is ready.
        Object.values(cluster.workers).forEach((each) => each.send('listen'));
      }
    });
  }

  let listening = 0;
  cluster.on('listening', (_, address) => {
    if (++listening === options.workers) {
      console.log(`Listening on http://${options.host}:${address.port} (${options.variant}, ${options.workers} workers)`);
    }
  });
  cluster.on('exit', (worker, code) => {
    if (!stopping) {
      fail(new Error(`Worker ${worker.process.pid} ended with ${code}`));
    }
  });
  const stop = () => {
    stopping = true;
    Object.values(cluster.workers).forEach((worker) => worker.send('stop'));
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(usage);
  } else if (cluster.isPrimary) {
    startWorkers(options);
  } else {
    const { startWorker } = await import('./worker.mjs');
    await startWorker(options);
  }
} catch (error) {
  fail(error);
}
