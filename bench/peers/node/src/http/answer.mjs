const point = { type: 'array', items: { type: 'number' } };

/** Shape of an answer; fastify compiles its serialiser from it. */
export const answerSchema = {
  type: 'object',
  properties: {
    model: { type: 'object', properties: { name: { type: 'string' }, version: { type: 'string' } } },
    image: { type: 'object', properties: { width: { type: 'integer' }, height: { type: 'integer' } } },
    faces: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          box: {
            type: 'object',
            properties: {
              x: { type: 'number' },
              y: { type: 'number' },
              width: { type: 'number' },
              height: { type: 'number' },
            },
          },
          landmarks: { type: 'array', items: point },
          stages: { type: 'integer' },
          exit: { type: 'string' },
          predictedError: { type: 'number' },
          status: { type: 'string' },
        },
      },
    },
  },
};

/** The answer for the faces of a photo that have left the cascade. */
export function createAnswer(model, header, faces) {
  return {
    model: { name: model.name, version: model.version },
    image: { width: header.width, height: header.height },
    faces: faces.map((face) => ({
      box: face.box,
      landmarks: toImage(face, model.frame.center),
      stages: face.stages,
      exit: face.exit,
      predictedError: Math.round(face.predictedError * 1e4) / 1e4,
      status: face.predictedError <= model.finalThreshold ? 'accepted' : 'uncertain',
    })),
  };
}

function toImage(face, center) {
  const points = new Array(face.shape.length / 2);
  for (let i = 0; i < points.length; i++) {
    const x = face.centerX + (face.shape[2 * i] - center) * face.ratio;
    const y = face.centerY + (face.shape[2 * i + 1] - center) * face.ratio;
    points[i] = [Math.round(x * 100) / 100, Math.round(y * 100) / 100];
  }

  return points;
}
