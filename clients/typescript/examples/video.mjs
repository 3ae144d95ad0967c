// Follows the faces of a video, a line of JSON for each frame. Needs ffmpeg: node video.mjs VIDEO [--fps 25] [--url URL]
import { parseArgs } from 'node:util';
import { MusicaGrpcClient } from 'musica-client/grpc';
import { readFrames } from './ffmpeg.mjs';

const { values, positionals: [video] } = parseArgs({
  allowPositionals: true,
  options: { fps: { type: 'string', default: '25' }, url: { type: 'string', default: 'http://localhost:8081' } },
});

const client = new MusicaGrpcClient({ url: values.url });
try {
  for await (const answer of client.track(readFrames(['-i', video], Number(values.fps)))) {
    console.log(JSON.stringify(answer));
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  client.close();
}
