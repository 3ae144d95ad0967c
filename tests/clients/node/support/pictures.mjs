// The sample picture in every form that the service takes.
import fs from 'node:fs';
import path from 'node:path';
import jpegJs from 'jpeg-js';
import { PNG } from 'pngjs';
import { root } from './paths.mjs';

export const jpeg = fs.readFileSync(path.join(root, 'samples/average-face.jpg'));

/** The face in the sample. */
export const box = { x: 174, y: 179, width: 292, height: 281 };

const bytesAPixel = 3;

/** Width, height, and data of three bytes a pixel. */
export const sample = jpegJs.decode(jpeg, { useTArray: true, formatAsRGBA: false });

export function crop(image, left, top, width, height) {
  const row = (y) => (y * image.width + left) * bytesAPixel;
  const rows = Array.from({ length: height }, (_, y) => image.data.subarray(row(top + y), row(top + y) + width * bytesAPixel));
  return { width, height, data: Buffer.concat(rows) };
}

export function png({ width, height, data }, colorType = 2) {
  const options = { width, height, colorType, inputColorType: colorType, bitDepth: 8, inputHasAlpha: false };
  return PNG.sync.write({ ...options, data: Buffer.from(data) }, options);
}

export function luma(image) {
  const data = Buffer.alloc(image.width * image.height);
  for (let i = 0; i < data.length; i++) {
    const [red, green, blue] = image.data.subarray(bytesAPixel * i, bytesAPixel * (i + 1));
    data[i] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
  }
  return { width: image.width, height: image.height, data };
}

export function rgb(image, gap = 0) {
  return packed('FORMAT_RGB', image, bytesAPixel, gap);
}

export function bgr(image, gap = 0) {
  const data = Buffer.from(image.data);
  for (let i = 0; i < data.length; i += bytesAPixel) {
    data.subarray(i, i + bytesAPixel).reverse();
  }
  return packed('FORMAT_BGR', { ...image, data }, bytesAPixel, gap);
}

/** Of a picture of one byte a pixel. */
export function grey(image, gap = 0) {
  return packed('FORMAT_GREY', image, 1, gap);
}

/** In the colours of JPEG: BT.601 with all values. Each pair of chroma is that of one pixel. */
export function nv12(image, gap = 0, chromaGap = 0) {
  const { width, height } = image;
  const halfWidth = Math.ceil(width / 2);
  const chroma = Buffer.alloc(2 * halfWidth * Math.ceil(height / 2));
  for (let i = 0; i < chroma.length; i += 2) {
    const x = i % (2 * halfWidth);
    const y = 2 * Math.floor(i / (2 * halfWidth));
    const [red, green, blue] = image.data.subarray(bytesAPixel * (y * width + x));
    chroma[i] = clamp(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue);
    chroma[i + 1] = clamp(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue);
  }
  const rows = [withGaps(luma(image).data, width, gap), noise(gap), withGaps(chroma, 2 * halfWidth, chromaGap)];
  const strides = { stride: width + gap, chroma_stride: 2 * halfWidth + chromaGap };
  return { pixels: { format: 'FORMAT_NV12', color: 'COLOR_BT601_FULL', width, height, ...strides, data: Buffer.concat(rows) } };
}

/** A square part of the picture, as it lies in the memory of the whole one. */
export function window(image, left, top, side) {
  const stride = bytesAPixel * image.width;
  const begin = top * stride + bytesAPixel * left;
  const data = image.data.subarray(begin, begin + (side - 1) * stride + bytesAPixel * side);
  return { pixels: { format: 'FORMAT_RGB', width: side, height: side, stride, data } };
}

function packed(format, { width, height, data }, bytes, gap) {
  const row = width * bytes;
  return { pixels: { format, width, height, stride: gap ? row + gap : 0, data: withGaps(data, row, gap) } };
}

/** Rows with a gap after each but the last. */
function withGaps(data, row, gap) {
  const rows = [];
  for (let i = 0; i < data.length; i += row) {
    rows.push(data.subarray(i, i + row), noise(gap));
  }
  return Buffer.concat(rows.slice(0, -1));
}

/** So that a row that is read from the wrong place shows. */
function noise(size) {
  return Buffer.from({ length: size }, (_, i) => 97 * i + 3);
}

function clamp(value) {
  return Math.max(0, Math.min(255, Math.round(value)));
}
