import { BadRequest } from '../http/bad-request.mjs';

/** Refuses boxes that share no area with the photo. */
export function checkBoxes(header, boxes) {
  for (const { x, y, width, height } of boxes) {
    if (x >= header.width || y >= header.height || x + width <= 0 || y + height <= 0) {
      throw new BadRequest(`Box ${x},${y},${width},${height} lies outside the image of ${header.width} x ${header.height} pixels`);
    }
  }
}
