// Follows the faces before a camera. Needs ffmpeg: node webcam.mjs [--driver v4l2] [--device /dev/video0] [--url URL]
// In a browser the page of the service does it: open http://localhost:8080.
import { parseArgs } from 'node:util';
import { MusicaGrpcClient } from 'musica-client/grpc';
import { readFrames } from './ffmpeg.mjs';

const { values } = parseArgs({
  options: {
    // On macOS avfoundation, and its number for the camera.
    driver: { type: 'string', default: 'v4l2' },
    device: { type: 'string', default: '/dev/video0' },
    url: { type: 'string', default: 'http://localhost:8081' },
  },
});

function describe({ id, faces, problem, skipped }) {
  const all = faces.map(({ trackId, state, face }) =>
    `track ${trackId} ${state}${face?.status === 'uncertain' ? ' but uncertain' : ''}`);
  return `frame ${id}: ${problem?.detail ?? (all.join(', ') || 'no face')}${skipped ? ` (${skipped} skipped)` : ''}`;
}

const client = new MusicaGrpcClient({ url: values.url });
try {
  // Only the newest picture counts, and eyes that rest should not tremble.
  const camera = readFrames(['-f', values.driver, '-i', values.device]);
  for await (const answer of client.track(camera, { latest: true, smoothing: {} })) {
    console.log(describe(answer));
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  client.close();
}
