// Server reflection: list, describe, and call by what was described.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import grpc from '@grpc/grpc-js';
import { subjects } from '../subjects/subjects.mjs';
import { unary } from '../support/calls.mjs';
import { limited } from '../support/limited.mjs';
import { createClient, methods } from '../support/protos.mjs';
import { Reflection } from '../support/reflection.mjs';

const standardServices = ['grpc.health.v1.Health', 'grpc.reflection.v1alpha.ServerReflection'];

for (const [name, Subject] of Object.entries(subjects)) {
  let subject;
  before(async () => (subject = await Subject.start()));
  after(() => subject.stop());

  for (const version of ['v1', 'v1alpha']) {
    const asking = (what, body) =>
      limited(`${name}, ${version}: ${what}`, (use) => body(use(new Reflection(subject.server.target, version)), use));

    asking('list_services', async (reflection) => {
      const listed = await reflection.services();
      assert.deepEqual([...subject.services, ...standardServices].filter((service) => !listed.includes(service)), []);
    });

    asking('describe', async (reflection) => {
      for (const service of subject.services) {
        assert.deepEqual(methods(await reflection.describe(service), service), methods(subject.protos, service));
      }
    });

    asking('describe_method', async (reflection) => {
      const [service] = subject.services;
      const [method] = methods(subject.protos, service);
      const ofService = await reflection.files(await reflection.ask({ file_containing_symbol: service }));
      const ofMethod = await reflection.files(await reflection.ask({ file_containing_symbol: `${service}.${method}` }));
      assert.deepEqual(ofMethod, ofService);
    });

    // As grpcurl does: types come from the server alone.
    asking('call_by_description', async (reflection, use) => {
      const exchange = subject.unary(11);
      const client = use(
        createClient(await reflection.describe(exchange.service), exchange.service, subject.server.target),
      );
      exchange.check(0, (await unary(client, exchange.method, exchange.requests[0])).response);
    });

    for (const question of ['file_containing_symbol', 'file_by_filename']) {
      asking(`unknown_${question}_is_an_answer`, async (reflection) => {
        const answer = await reflection.ask({ [question]: 'no.such.Thing' });
        assert.equal(answer.error_response.error_code, grpc.status.NOT_FOUND);
        assert.ok((await reflection.services()).includes(subject.services[0]));
      });
    }
  }
}
