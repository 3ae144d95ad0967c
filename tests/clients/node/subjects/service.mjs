import assert from 'node:assert/strict';
import path from 'node:path';
import { built, root } from '../support/paths.mjs';
import { loadProtos } from '../support/protos.mjs';
import { Rest } from '../support/rest.mjs';
import { Server } from '../support/server.mjs';

const protos = loadProtos(path.join(root, 'protos'));
export const faceLandmarker = 'musica.v1.FaceLandmarker';
const landmarks = 68;
const side = 40;
const gradient = Buffer.from({ length: 256 }, (_, i) => i);
const box = { x: 8, y: 8, width: 24, height: 24 };

function grey(width, height) {
  return { pixels: { format: 'FORMAT_GREY', width, height, data: Buffer.alloc(width * height, gradient) } };
}

/** The service itself, with the shipped model on the CPU. */
export class Service {
  protos = protos;
  services = [faceLandmarker];
  servesOpenStreamsWhileDraining = false;

  static async start(...more) {
    const settings = {
      // It listens, and says so, in the order of their names: gRPC first.
      'Kestrel:Endpoints:Grpc:Url': 'http://127.0.0.1:0',
      'Kestrel:Endpoints:Grpc:Protocols': 'Http2',
      'Kestrel:Endpoints:Rest:Url': 'http://127.0.0.1:0',
      // The tests say themselves where faces are.
      'MuSiCa:Finding:Enabled': false,
      'MuSiCa:Inference:Provider': 'cpu',
      'MuSiCa:Serving:QueueLimit': 1024,
      'MuSiCa:Serving:MaxWait': '1h',
      'MuSiCa:Serving:DrainDelay': '00:00:00',
    };
    const chosen = Object.entries(settings).map(([key, value]) => `--${key}=${value}`);
    const subject = new Service();
    subject.server = await Server.start(
      ['dotnet', built(path.join(root, 'src/MuSiCa.Service')), ...chosen, ...more],
      /Now listening on: http:\/\/127\.0\.0\.1:(\d+)/,
      /Ready: /,
      2,
    );
    return subject;
  }

  stop() {
    return this.server.stop();
  }

  get rest() {
    return new Rest(this.server.ports[1]);
  }

  /** A request with a grey picture of this size and one box. */
  locate(width, height) {
    return { image: grey(width, height), boxes: [box], limits: { max_stages: 1 } };
  }

  /** Pictures of different sizes, which the answers name. */
  unary(number) {
    const width = side + (number % 32);
    const height = side + Math.floor(number / 32);
    return {
      service: faceLandmarker,
      method: 'Locate',
      requests: [this.locate(width, height)],
      check: (_, response) => {
        assert.deepEqual({ ...response.image }, { width, height });
        assert.deepEqual(response.faces.map((face) => face.landmarks.length), [2 * landmarks]);
      },
    };
  }

  duplex(number) {
    const id = (index) => 1000 * number + index;
    const timestamp_us = (index) => 40_000 * index;
    const requests = Array.from({ length: 10 }, (_, index) => ({
      id: id(index),
      timestamp_us: timestamp_us(index),
      image: grey(side, side),
      boxes: [box],
    }));
    requests[0].config = { limits: { max_stages: 1 } };
    return {
      service: faceLandmarker,
      method: 'Track',
      requests,
      check: (index, response) => {
        assert.equal(response.id, id(index));
        assert.equal(response.timestamp_us, timestamp_us(index));
        assert.equal(response.problem, null);
        assert.equal(response.faces.length, 1);
      },
    };
  }
}
