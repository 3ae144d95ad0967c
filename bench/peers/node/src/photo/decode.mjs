import sharp from 'sharp';
import { BadRequest } from '../http/bad-request.mjs';

/** Decodes the region of a plan to interleaved RGB bytes of the upright image. */
export async function decodeRegion(encoded, plan) {
  // Rows below the region are never decoded. Colour profiles are not applied, as in the service.
  let image = sharp(encoded, { ignoreIcc: true, sequentialRead: true });
  if (plan.header.orientation !== 1) {
    image = image.autoOrient();
  }

  if (plan.reduced) {
    image = image.resize(plan.x.size, plan.y.size, { fit: 'fill', kernel: 'cubic', fastShrinkOnLoad: true });
  }

  if (plan.cut) {
    image = image.extract({ left: plan.left, top: plan.top, width: plan.width, height: plan.height });
  }

  if (plan.header.format !== 'jpeg') {
    image = image.flatten({ background: '#fff' });
  }

  try {
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) {
      throw new Error(`${info.channels} channels where 3 belong`);
    }

    return { pixels: data, width: info.width, height: info.height };
  } catch (error) {
    throw new BadRequest(`The image cannot be decoded: ${error.message}`);
  }
}
