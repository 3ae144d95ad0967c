// The camera over a WebSocket: one frame on its way at a time, faces keep their tracks.
import { Failure } from './api.js';

export class Stream {
  #socket;
  #waiting = null;
  #failure = new Failure('The stream ended', 'The service closed it. Press Camera to go on.');

  /** Opens a stream with its settings; null where it cannot be opened, and each frame is a call of its own. */
  static open(settings) {
    return new Promise((resolve) => {
      const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/v1/track`);
      const stream = new Stream(socket);
      socket.addEventListener('open', () => {
        socket.send(JSON.stringify(settings));
        resolve(stream);
      });
      socket.addEventListener('error', () => resolve(null));
    });
  }

  constructor(socket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(data)));
    socket.addEventListener('close', () => this.#waiting?.reject(this.#failure));
  }

  /** The faces of the next frame. */
  align(photo) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(photo);
      else reject(this.#failure);
    });
  }

  close() {
    this.#socket.close();
  }

  // A problem without a frame is that of the stream, which ends with it.
  #take({ frame, problem, retryAfter, ...answer }) {
    const failure = problem ? new Failure(problem.title, problem.detail, retryAfter) : null;
    if (frame === undefined) this.#failure = failure;
    else if (failure) this.#waiting?.reject(failure);
    else this.#waiting?.resolve(answer);
  }
}
