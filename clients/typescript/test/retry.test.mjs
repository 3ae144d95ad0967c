// What is tried again, when, and until when.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MusicaClient } from '../dist/index.js';
import { MusicaGrpcClient } from '../dist/grpc/index.js';
import { box, FakeClock, jpeg, refusal, scripted, startService } from '../support/service.mjs';

const photo = Buffer.from('photo');
const full = refusal('queue-full', 429);

test('refused, then answered: waits as the service says', async () => {
  const clock = new FakeClock();
  await scripted([refusal('overloaded', 429, { 'Retry-After': '7' }), refusal('draining', 503), {}], async (url, seen) => {
    assert.equal((await new MusicaClient({ url, clock }).locate(photo)).model.name, 'm');
    assert.deepEqual(seen.map(({ body }) => body), ['photo', 'photo', 'photo']);
  });
  assert.ok(clock.slept[0] >= 7_000 && clock.slept[0] <= 7_100);
  assert.ok(clock.slept[1] >= 50 && clock.slept[1] <= 200);
});

test('Retry-After may be a date', async () => {
  const clock = new FakeClock();
  const date = new Date(Date.now() + 20_000).toUTCString();
  await scripted([refusal('overloaded', 429, { 'Retry-After': date }), {}], (url) => new MusicaClient({ url, clock }).locate(photo));
  assert.ok(clock.slept[0] > 10_000 && clock.slept[0] <= 20_100);
});

test('a wait beyond the deadline is not waited for', async () => {
  const clock = new FakeClock();
  await scripted([refusal('overloaded', 429, { 'Retry-After': '60' })], (url) => assert.rejects(
    new MusicaClient({ url, clock }).locate(photo),
    ({ problem }) => problem.type === 'overloaded' && problem.retryAfter === 60_000,
  ));
  assert.deepEqual(clock.slept, []);
});

test('the deadline ends all attempts', async () => {
  const clock = new FakeClock();
  const retry = { attempts: 1_000, firstWait: 1_000, longestWait: 1_000 };
  await scripted(Array(1_000).fill(full), async (url, seen) => {
    await assert.rejects(new MusicaClient({ url, clock, retry, deadline: 10_000 }).locate(photo), { name: 'ProblemError' });
    assert.ok(seen.length >= 10 && seen.length <= 20);
  });
  assert.ok(clock.now() <= 10_000);
});

test('attempts end at their number', () => scripted(Array(3).fill(full), async (url, seen) => {
  const client = new MusicaClient({ url, retry: { attempts: 3 }, clock: new FakeClock() });
  await assert.rejects(client.locate(photo), { message: 'queue-full: No.' });
  assert.equal(seen.length, 3);
}));

for (const [type, status] of [['image-corrupt', 400], ['alignment-failed', 500]]) {
  test(`${type} is not tried again`, () => scripted([refusal(type, status)], async (url, seen) => {
    await assert.rejects(new MusicaClient({ url }).locate(photo), ({ problem }) => problem.type === type && problem.status === status);
    assert.equal(seen.length, 1);
  }));
}

test('the answer of a proxy is a problem too', () => scripted([{ status: 502, json: '<html>' }], (url) =>
  assert.rejects(new MusicaClient({ url }).locate(photo), { name: 'ProblemError', message: '502: Bad Gateway' })));

test('a lost connection is tried again', async () => {
  const clock = new FakeClock();
  await scripted([null, {}], async (url, seen) => {
    await new MusicaClient({ url, clock }).locate(photo);
    assert.equal(seen.length, 2);
  });
  assert.equal(clock.slept.length, 1);
});

test('nobody there', async () => {
  let nowhere;
  await scripted([], async (url) => (nowhere = { url, clock: new FakeClock() }));
  const grpc = new MusicaGrpcClient(nowhere);
  await assert.rejects(new MusicaClient(nowhere).locate(photo), { name: 'ConnectionError' });
  await assert.rejects(grpc.locate(photo), { name: 'ConnectionError' });
  grpc.close();
});

test('the key is sent', () => scripted([{}], async (url, seen) => {
  await new MusicaClient({ url, key: 'secret' }).locate(photo);
  assert.equal(seen[0].headers.authorization, 'Bearer secret');
}));

// One request a second: the second one is refused, and answered when the client comes back.
test('the rate limit of the service is waited for', { timeout: 90_000 }, async () => {
  const limits = ['AddressRequests=60', 'Burst=1s'].map((limit) => `--MuSiCa:Security:RateLimits:${limit}`);
  const service = await startService(...limits);
  try {
    for (const client of [service.rest, service.grpc]) {
      for (let request = 0; request < 2; request++) {
        assert.equal((await client.locate(jpeg, { boxes: [box] })).faces.length, 1);
      }
    }

    const once = new MusicaClient({ url: service.urls.rest, retry: { attempts: 1 } });
    const eight = Promise.all(Array.from({ length: 8 }, () => once.locate(jpeg)));
    await assert.rejects(eight, ({ problem }) => problem.type === 'rate-limited' && problem.retryAfter === 1_000);
  } finally {
    await service.stop();
  }
});
