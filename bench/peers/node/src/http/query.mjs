import { BadRequest } from './bad-request.mjs';

const known = new Set(['box', 'maxError', 'maxStages']);
const maxFaces = 64;

/** Reads boxes and limits of a landmarks request. */
export function parseQuery(query, model) {
  for (const name of Object.keys(query)) {
    if (!known.has(name)) {
      throw new BadRequest(`The query parameter "${name}" is unknown; this address takes ${[...known].join(', ')}`);
    }
  }

  const texts = [query.box ?? []].flat();
  if (texts.length === 0 || texts.length > maxFaces) {
    throw new BadRequest(`The request has ${texts.length} boxes; give 1 to ${maxFaces} as box=x,y,width,height`);
  }

  return {
    boxes: texts.map(parseBox),
    // Who names an error leaves by nothing else.
    gainThreshold: query.maxError === undefined ? model.gainThreshold : 0,
    threshold: number('maxError', query.maxError, model.threshold, (value) => value > 0),
    stages: Math.min(
      number('maxStages', query.maxStages, model.stages.length, (value) => Number.isInteger(value) && value >= 1),
      model.stages.length,
    ),
  };
}

function parseBox(text) {
  const parts = text.split(',');
  const [x, y, width, height] = parts.map(Number);
  if (parts.length !== 4 || parts.some((part) => part.trim() === '') || !Number.isFinite(x + y + width + height)) {
    throw new BadRequest(`box=${text} is not x,y,width,height in pixels`);
  }

  if (width <= 0 || height <= 0) {
    throw new BadRequest(`box=${text} has no area`);
  }

  return { x, y, width, height };
}

function number(name, text, fallback, accepts) {
  if (text === undefined) {
    return fallback;
  }

  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || !accepts(value)) {
    throw new BadRequest(`${name}=${text} cannot be used`);
  }

  return value;
}
