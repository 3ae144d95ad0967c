// Records what the command line answers for the sample photos: what test/answers.test.mjs compares with.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const samples = new URL('../../../samples/', import.meta.url);
const folder = new URL('test/answers/', import.meta.url);
const cases = { 'own-exits': {}, 'max-error': { maxError: '0.0236' }, 'two-stages': { maxStages: '2' } };
const options = { maxError: '--max-error', maxStages: '--max-stages' };

const [command, ...leading] = process.argv.slice(2);
if (command === undefined) {
  console.error('Usage: node record.mjs COMMAND...\n  COMMAND runs musica: dotnet ../../../src/MuSiCa.Cli/bin/Release/net10.0/musica.dll');
  process.exit(2);
}

const photos = Object.entries(JSON.parse(readFileSync(new URL('boxes.json', samples), 'utf8')));
mkdirSync(folder, { recursive: true });
for (const [name, limits] of Object.entries(cases)) {
  const limiting = Object.entries(limits).flatMap(([limit, value]) => [options[limit], value]);
  const recorded = photos.map(([photo, boxes]) => {
    const box = boxes.map(String);
    const path = fileURLToPath(new URL(photo, samples));
    const args = [...leading, 'align', path, ...box.flatMap((each) => ['--box', each]), ...limiting];
    return { photo, query: { box, ...limits }, answer: JSON.parse(execFileSync(command, args, { encoding: 'utf8' })) };
  });
  writeFileSync(new URL(`${name}.json`, folder), `[\n${recorded.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`);
}
