import { once } from 'node:events';
import net from 'node:net';

/** A TCP relay that counts bytes: what was compressed, the library hides. */
export class Relay {
  sent = 0;
  received = 0;
  #server;
  #sockets = new Set();

  static async start(port) {
    const relay = new Relay();
    relay.#server = net.createServer((client) => relay.#connect(client, net.connect(port, '127.0.0.1')));
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get target() {
    return `127.0.0.1:${this.#server.address().port}`;
  }

  reset() {
    this.sent = this.received = 0;
  }

  async close() {
    this.#sockets.forEach((socket) => socket.destroy());
    this.#server.close();
    await once(this.#server, 'close');
  }

  #connect(client, server) {
    client.on('data', (data) => (this.sent += data.length));
    server.on('data', (data) => (this.received += data.length));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {
        client.destroy();
        server.destroy();
      });
    }
  }
}
