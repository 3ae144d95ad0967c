import fastify from 'fastify';
import { answerSchema, createAnswer } from './answer.mjs';
import { BadRequest } from './bad-request.mjs';
import { parseQuery } from './query.mjs';

const bodyLimit = 64 * 1024 * 1024;

/** The HTTP interface over a framer and a cascade. */
export function createApp(model, framer, cascade) {
  const app = fastify({ bodyLimit });

  // The bytes decide what they are, not the header.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));

  app.get('/health/ready', () => ({ status: 'ready' }));
  app.post('/v1/landmarks', { schema: { response: { 200: answerSchema } } }, async (request) => {
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
      throw new BadRequest('The body is empty; send a JPEG, PNG or WebP');
    }

    const { boxes, ...limits } = parseQuery(request.query, model);
    const ticket = cascade.expect();
    try {
      const { header, faces } = await framer.frame(request.body, boxes);
      try {
        await ticket.run(faces, limits);
        return createAnswer(model, header, faces);
      } finally {
        framer.release(faces);
      }
    } finally {
      ticket.close();
    }
  });
  return app;
}
