import path from 'node:path';
import { built, root } from '../../clients/node/support/paths.mjs';
import { Server } from '../../clients/node/support/server.mjs';

export { root };

export const samples = path.join(root, 'samples');

/** Starts the service itself, with the shipped model and finder on the CPU. */
export const startService = (...more) => Server.start(
  [
    'dotnet', built(path.join(root, 'src/MuSiCa.Service')),
    // It listens, and says so, in the order of their names.
    '--Kestrel:Endpoints:A:Url=http://127.0.0.1:0',
    '--Kestrel:Endpoints:B:Url=http://127.0.0.1:0', '--Kestrel:Endpoints:B:Protocols=Http2',
    '--MuSiCa:Inference:Provider=cpu', '--MuSiCa:Serving:MaxWait=1h', '--MuSiCa:Serving:DrainDelay=00:00:00', ...more,
  ],
  /Now listening on: http:\/\/127\.0\.0\.1:(\d+)/,
  /Ready: /,
  2,
);
