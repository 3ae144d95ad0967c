import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { built, root } from '../../../tests/clients/node/support/paths.mjs';
import { Server } from '../../../tests/clients/node/support/server.mjs';
import { MusicaClient } from '../dist/index.js';
import { MusicaGrpcClient } from '../dist/grpc/index.js';

export { root };
export const examples = path.join(root, 'clients/typescript/examples');
export const sample = path.join(root, 'samples/average-face.jpg');
export const jpeg = fs.readFileSync(sample);
export const group = fs.readFileSync(path.join(root, 'samples/group.jpg'));
/** The face in the sample. */
export const box = { x: 174, y: 179, width: 292, height: 281 };

/** The service with the shipped model and finder on the CPU; stop it. */
export async function startService(...more) {
  const server = await Server.start(
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
  const [rest, grpc] = server.ports.map((port) => `http://127.0.0.1:${port}`);
  return {
    urls: { rest, grpc },
    rest: new MusicaClient({ url: rest }),
    grpc: new MusicaGrpcClient({ url: grpc }),
    async stop() {
      this.grpc.close();
      await server.stop();
    },
  };
}

/** Time passes by sleeping only. */
export class FakeClock {
  slept = [];
  #now = 0;

  now() {
    return this.#now;
  }

  async sleep(milliseconds) {
    this.slept.push(milliseconds);
    this.#now += milliseconds;
  }
}

/** A server that gives answers in turn: {status, headers, json}, or null to break the connection. `body` uses it. */
export async function scripted(replies, body) {
  const seen = [];
  const left = replies.values();
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part)).on('end', () => {
      seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
      const reply = left.next().value;
      if (reply === null) {
        request.socket.destroy();
        return;
      }

      const { status = 200, headers = {}, json = { model: { name: 'm', version: '1' }, image: {}, faces: [] } } = reply;
      response.writeHead(status, headers).end(typeof json === 'string' ? json : JSON.stringify(json));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await body(`http://127.0.0.1:${server.address().port}`, seen);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export function refusal(type, status, headers = {}) {
  const json = { type: `urn:musica:problem:${type}`, title: type, status, detail: 'No.' };
  return { status, json, headers: { 'Content-Type': 'application/problem+json', ...headers } };
}
