// Pictures of a camera, one after the other.
import { Failure } from './api.js';

const side = 640;
const quality = 0.85;

const refusals = {
  NotAllowedError: 'The browser was told not to give this page the camera. Allow it beside the address, then press Camera again.',
  NotFoundError: 'There is no camera on this machine.',
  NotReadableError: 'Another program uses the camera.',
};

export class Camera {
  #video = document.createElement('video');
  #canvas = document.createElement('canvas');
  #stream;

  /** Opens the camera of the machine that shows the page. */
  async open() {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new Failure('No camera', 'Browsers give the camera only to pages from this machine (localhost) or over https.');
    }
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user', width: { ideal: side } } });
    } catch (error) {
      throw new Failure('No camera', refusals[error.name] ?? error.message);
    }
    [this.#video.muted, this.#video.playsInline, this.#video.srcObject] = [true, true, this.#stream];
    await this.#video.play();
  }

  /** The picture of this moment, and its JPEG. */
  async take() {
    const { videoWidth, videoHeight } = this.#video;
    const factor = Math.min(1, side / Math.max(videoWidth, videoHeight));
    [this.#canvas.width, this.#canvas.height] = [Math.round(videoWidth * factor), Math.round(videoHeight * factor)];
    this.#canvas.getContext('2d').drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    const photo = await new Promise((resolve) => this.#canvas.toBlob(resolve, 'image/jpeg', quality));
    return { photo, bitmap: await createImageBitmap(this.#canvas) };
  }

  close() {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#video.srcObject = null;
  }
}
