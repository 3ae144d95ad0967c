import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const shippedModel = fileURLToPath(new URL('../../../../models/musica-68-int8', import.meta.url));

export const usage = `Usage: node src/main.mjs [options]
  --variant NAME    plain: each request runs its faces by itself (default)
                    microbatch: the faces of a worker's concurrent requests run together
  --host HOST       address to listen on (127.0.0.1)
  --port PORT       port to listen on (9191)
  --workers N       worker processes (one per core)
  --threads N       ONNX Runtime threads of a worker (1)
  --decoders N      libuv threads of a worker, which decode photos (2)
  --batch N         microbatch: most faces in a batch (32)
  --wait MS         microbatch: longest wait for more faces (2)
  --model DIR       model package (models/musica-68-int8 of this repository)`;

const defaults = {
  variant: 'plain',
  host: '127.0.0.1',
  port: '9191',
  workers: String(availableParallelism()),
  threads: '1',
  decoders: '2',
  batch: '32',
  wait: '2',
  model: shippedModel,
};

/** Reads the command line; `PEER_VARIANT`, `PEER_PORT` and so on stand in for options that are not given. */
export function readOptions(args, environment) {
  const settings = Object.fromEntries(
    Object.entries(defaults).map(([name, value]) => [
      name,
      { type: 'string', default: environment[`PEER_${name.toUpperCase()}`] ?? value },
    ]),
  );
  const { values } = parseArgs({ args, options: { ...settings, help: { type: 'boolean', default: false } } });
  if (values.variant !== 'plain' && values.variant !== 'microbatch') {
    throw new Error(`--variant is "${values.variant}"; it must be plain or microbatch`);
  }

  return {
    help: values.help,
    variant: values.variant,
    host: values.host,
    port: whole('port', values.port, 0),
    workers: whole('workers', values.workers, 1),
    threads: whole('threads', values.threads, 1),
    decoders: whole('decoders', values.decoders, 1),
    batch: whole('batch', values.batch, 1),
    wait: whole('wait', values.wait, 0),
    model: values.model,
  };
}

function whole(name, text, least) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`--${name} is "${text}"; it must be a whole number of at least ${least}`);
  }

  return value;
}
