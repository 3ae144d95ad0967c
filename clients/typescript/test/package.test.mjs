// The package as it is installed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../support/service.mjs';

const here = path.join(root, 'clients/typescript');

test('packed, it works without the repository', { timeout: 90_000 }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'musica-package-'));
  try {
    const options = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    execFileSync('npm', ['pack', here, '--ignore-scripts', '--silent'], options);
    const modules = path.join(folder, 'node_modules/musica-client');
    fs.mkdirSync(modules, { recursive: true });
    execFileSync('tar', ['xzf', 'musica-client-1.0.0.tgz', '-C', modules, '--strip-components=1'], options);
    const files = fs.readdirSync(modules);
    assert.deepEqual(files.sort(), ['README.md', 'dist', 'package.json', 'protos']);

    // REST needs nothing else; gRPC the two packages that it names.
    const run = (code) => execFileSync('node', ['--input-type=module', '--eval', code], options).trim();
    assert.equal(run("import { MusicaClient } from 'musica-client'; console.log(new MusicaClient().constructor.name)"), 'MusicaClient');
    fs.symlinkSync(path.join(here, 'node_modules/@grpc'), path.join(folder, 'node_modules/@grpc'));
    assert.equal(run("import { MusicaGrpcClient } from 'musica-client/grpc'; new MusicaGrpcClient().close(); console.log('ok')"), 'ok');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test('what browsers load imports nothing of Node', () => {
  for (const file of fs.readdirSync(path.join(here, 'dist')).filter((name) => name.endsWith('.js'))) {
    const text = fs.readFileSync(path.join(here, 'dist', file), 'utf8');
    assert.doesNotMatch(text, /from '(?!\.\/)/, file);
    assert.doesNotMatch(text, /\b(process|require|Buffer)\b/, file);
  }
});
