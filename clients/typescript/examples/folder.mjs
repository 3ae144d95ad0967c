// Landmarks of all photos below a folder, a line of JSON for each; a bad one does not stop it: node folder.mjs FOLDER [--url URL]
import fs from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { MusicaClient } from 'musica-client';

const requestsAtOnce = 4;
const { values, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: { url: { type: 'string', default: 'http://localhost:8080' } },
});

// Where the service is full it says so, and the client waits: a folder of any size goes through.
const client = new MusicaClient({ url: values.url, deadline: 300_000 });
const photos = (await fs.readdir(folder, { recursive: true })).filter((file) => /\.(jpe?g|png|webp)$/i.test(file)).sort();
const left = photos.values();
let failed = 0;

async function work() {
  for (const file of left) {
    try {
      const { faces } = await client.locate(await fs.readFile(path.join(folder, file)), { priority: 'bulk' });
      console.log(JSON.stringify({ file, faces }));
    } catch (error) {
      failed++;
      console.log(JSON.stringify({ file, error: error.message }));
    }
  }
}

await Promise.all(Array.from({ length: requestsAtOnce }, work));
console.error(`${photos.length - failed} photos done, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
