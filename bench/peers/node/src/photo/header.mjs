import { imageSize } from 'image-size';
import { BadRequest } from '../http/bad-request.mjs';

const formats = { jpg: 'jpeg', png: 'png', webp: 'webp' };

/**
 * Format and size of a photo; `width` and `height` are those of the upright image. Read in JavaScript, because sharp would
 * go through libuv's pool and open the photo twice.
 */
export function readHeader(encoded) {
  let header;
  try {
    header = imageSize(encoded);
  } catch (error) {
    throw new BadRequest(`The body is not an image that can be read: ${error.message}`);
  }

  const { type, orientation = 1, width, height } = header;
  if (!Object.hasOwn(formats, type)) {
    throw new BadRequest(`The body is ${type}; send JPEG, PNG or WebP`);
  }

  const swaps = orientation > 4;
  return { format: formats[type], orientation, width: swaps ? height : width, height: swaps ? width : height };
}
