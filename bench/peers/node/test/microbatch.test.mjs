import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MicrobatchCascade } from '../src/stages/microbatch.mjs';

/** A runner that notes its batches and ends each when told to. */
class FakeRunner {
  batches = [];

  createBatch() {
    return {};
  }

  run(entries, _, left) {
    return new Promise((resolve, reject) => {
      this.batches.push({
        faces: entries.map((entry) => entry.face),
        end: () => {
          entries.forEach(left);
          resolve();
        },
        fail: reject,
      });
    });
  }
}

test('run_OnlyRequest_StartsAtOnce', () => {
  const runner = new FakeRunner();
  const cascade = new MicrobatchCascade(runner, 4, 1000);

  cascade.expect().run(['a'], {});

  assert.deepEqual(runner.batches.map((batch) => batch.faces), [['a']]);
});

test('run_AnotherRequestBeingPrepared_RunsBothTogether', () => {
  const runner = new FakeRunner();
  const cascade = new MicrobatchCascade(runner, 4, 1000);
  const first = cascade.expect();
  const second = cascade.expect();

  first.run(['a'], {});
  assert.equal(runner.batches.length, 0);
  second.run(['b'], {});

  assert.deepEqual(runner.batches.map((batch) => batch.faces), [['a', 'b']]);
});

test('run_OtherRequestGivenUp_StartsWithoutIt', () => {
  const runner = new FakeRunner();
  const cascade = new MicrobatchCascade(runner, 4, 1000);
  const first = cascade.expect();
  const second = cascade.expect();

  first.run(['a'], {});
  second.close();

  assert.equal(runner.batches.length, 1);
});

test('run_OldestFaceWaitedLongEnough_StartsWithWhoIsThere', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const runner = new FakeRunner();
  const cascade = new MicrobatchCascade(runner, 4, 2);
  const first = cascade.expect();
  cascade.expect();

  first.run(['a'], {});
  context.mock.timers.tick(2);

  assert.equal(runner.batches.length, 1);
});

test('run_MoreFacesThanABatchHolds_RunsTheRestNext', async () => {
  const runner = new FakeRunner();
  const cascade = new MicrobatchCascade(runner, 2, 1000);

  const left = cascade.expect().run(['a', 'b', 'c'], {});
  runner.batches[0].end();
  await new Promise(setImmediate);
  runner.batches[1].end();
  await left;

  assert.deepEqual(runner.batches.map((batch) => batch.faces), [['a', 'b'], ['c']]);
});

test('run_BatchFails_FailsItsFacesAndGoesOn', async () => {
  const runner = new FakeRunner();
  const cascade = new MicrobatchCascade(runner, 4, 1000);

  const failed = cascade.expect().run(['a'], {});
  runner.batches[0].fail(new Error('broken'));
  await assert.rejects(failed, /broken/);
  cascade.expect().run(['b'], {});

  assert.equal(runner.batches.length, 2);
});
