import assert from 'node:assert/strict';
import path from 'node:path';
import { unary } from '../support/calls.mjs';
import { built, interop } from '../support/paths.mjs';
import { createClient, loadProtos } from '../support/protos.mjs';
import { Server } from '../support/server.mjs';

const protos = loadProtos(path.join(interop, 'Protos'));
const service = 'grpc.testing.TestService';

/** The test server of gRPC's interoperability tests. */
export class Interop {
  protos = protos;
  services = [service, 'musica.testing.ServerState'];
  servesOpenStreamsWhileDraining = true;

  static async start(...settings) {
    const subject = new Interop();
    subject.server = await Server.start(['dotnet', built(interop), ...settings], /^listening on (\d+)/);
    return subject;
  }

  stop() {
    return this.server.stop();
  }

  client(options, target = this.server.target) {
    return createClient(protos, service, target, options);
  }

  /** Fails when a request is still being handled on the server. */
  async awaitIdle() {
    const state = createClient(protos, 'musica.testing.ServerState', this.server.target);
    try {
      await unary(state, 'AwaitIdle', {});
    } finally {
      state.close();
    }
  }

  unary(number) {
    return {
      service,
      method: 'UnaryCall',
      requests: [{ response_size: number + 1 }],
      check: (_, response) => assert.equal(response.payload.body.length, number + 1),
    };
  }

  duplex(number) {
    const size = (index) => 1000 * number + index + 1;
    return {
      service,
      method: 'FullDuplexCall',
      requests: Array.from({ length: 10 }, (_, index) => ({ response_parameters: [{ size: size(index) }] })),
      check: (index, response) => assert.equal(response.payload.body.length, size(index)),
    };
  }
}
