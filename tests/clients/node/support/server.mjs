import { spawn } from 'node:child_process';
import readline from 'node:readline';

const startMilliseconds = 60_000;
const stopMilliseconds = 30_000;

/** A server as a process of its own. Its input ends with this process, so that it can end too. */
export class Server {
  ports = [];
  #output = [];
  #process;
  #exit;

  /**
   * `listening` matches the lines that name its ports (group 1), `ready` the one after which it can be asked.
   */
  static async start(command, listening, ready = listening, ports = 1) {
    const server = new Server();
    server.#process = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
    server.#exit = new Promise((resolve) => server.#process.once('exit', (code) => resolve(code)));
    await server.#started(listening, ready, ports);
    return server;
  }

  /** The first of its ports. */
  get port() {
    return this.ports[0];
  }

  get target() {
    return `127.0.0.1:${this.port}`;
  }

  /** Asks it to drain and stop. */
  terminate() {
    this.#process.kill('SIGTERM');
  }

  /** Waits for its end. */
  async exitCode() {
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopMilliseconds);
    try {
      return await this.#exit;
    } finally {
      clearTimeout(timer);
    }
  }

  async stop() {
    this.terminate();
    await this.exitCode();
  }

  #started(listening, ready, ports) {
    let isReady = false;
    return new Promise((resolve, reject) => {
      const fail = () => {
        this.#process.kill('SIGKILL');
        reject(new Error(`The server did not start: ${this.#output.join('\n')}`));
      };
      const timer = setTimeout(fail, startMilliseconds);
      this.#exit.then(fail);
      for (const stream of [this.#process.stdout, this.#process.stderr]) {
        readline.createInterface({ input: stream }).on('line', (line) => {
          this.#output.push(line);
          const port = listening.exec(line)?.[1];
          if (port) {
            this.ports.push(Number(port));
          }
          isReady ||= ready.test(line);
          if (isReady && this.ports.length >= ports) {
            clearTimeout(timer);
            resolve();
          }
        });
      }
    });
  }
}
