// Many calls at once on one channel.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { subjects } from '../subjects/subjects.mjs';
import { Duplex, unary } from '../support/calls.mjs';
import { limited } from '../support/limited.mjs';
import { createClient } from '../support/protos.mjs';

for (const [name, Subject] of Object.entries(subjects)) {
  let subject;
  before(async () => (subject = await Subject.start()));
  after(() => subject.stop());

  const clientOf = (exchange) => createClient(subject.protos, exchange.service, subject.server.target);

  limited(`${name}: 1000_concurrent_unary_calls`, async (use) => {
    const exchanges = Array.from({ length: 1000 }, (_, number) => subject.unary(number));
    const client = use(clientOf(exchanges[0]));
    const calls = exchanges.map((each) => unary(client, each.method, each.requests[0]));
    (await Promise.all(calls)).forEach(({ response }, number) => exchanges[number].check(0, response));
  });

  // All are open before the second request of any, and they advance together.
  limited(`${name}: 50_concurrent_streams`, async (use) => {
    const exchanges = Array.from({ length: 50 }, (_, number) => subject.duplex(number));
    const client = use(clientOf(exchanges[0]));
    const streams = exchanges.map((each) => new Duplex(client, each.method));
    for (const index of exchanges[0].requests.keys()) {
      const answers = await Promise.all(streams.map((stream, i) => stream.exchange(exchanges[i].requests[index])));
      answers.forEach((answer, i) => exchanges[i].check(index, answer));
    }
    const rests = await Promise.all(streams.map((stream) => stream.finish()));
    assert.deepEqual(rests, streams.map(() => []));
  });
}
