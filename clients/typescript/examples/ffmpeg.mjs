// Pictures from ffmpeg, which must be installed: a video file, or a camera.
import { spawn } from 'node:child_process';

/**
 * The frames that `ffmpeg SOURCE` decodes, upright. At `fps` some are repeated or left out; without it they come, and are timed, as
 * they are taken.
 */
export async function* readFrames(source, fps) {
  const rate = fps ? ['-r', String(fps)] : [];
  const ffmpeg = spawn('ffmpeg', [
    '-nostdin', '-loglevel', 'error', ...source, '-an', ...rate, '-f', 'image2pipe', '-c:v', 'ppm', '-',
  ], { stdio: ['ignore', 'pipe', 'inherit'] });
  const started = new Promise((resolve, reject) => ffmpeg.once('spawn', resolve).once('error', reject));
  let number = 0;
  try {
    await started;
    for await (const image of pictures(ffmpeg.stdout)) {
      yield { image, time: fps ? (1_000 * number) / fps : performance.now() };
      number++;
    }
  } finally {
    ffmpeg.kill();
  }

  if (number === 0) {
    throw new Error(`ffmpeg read no frame of ${source.join(' ')}`);
  }
}

// A PPM: "P6", width and height, "255", each on a line; then red, green and blue of each pixel.
async function* pictures(stream) {
  let parts = [];
  let length = 0;
  let head = null;
  for await (const part of stream) {
    parts.push(part);
    length += part.length;
    while (true) {
      head ??= readHead(parts);
      if (!head || length < head.length + head.size) {
        break;
      }

      const all = Buffer.concat(parts);
      const { width, height } = head;
      yield { format: 'rgb', width, height, data: all.subarray(head.length, head.length + head.size) };
      parts = [all.subarray(head.length + head.size)];
      length = parts[0].length;
      head = null;
    }
  }
}

function readHead(parts) {
  const found = /^P6\n(\d+) (\d+)\n255\n/.exec(Buffer.concat(parts).subarray(0, 64).toString('latin1'));
  return found && { length: found[0].length, width: Number(found[1]), height: Number(found[2]), size: 3 * found[1] * found[2] };
}
