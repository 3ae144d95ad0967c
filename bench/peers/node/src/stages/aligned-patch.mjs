// Places of samples are integers with 16 bits behind the point, which a column or a row adds a constant to. Weights have 11
// bits: a weighted sum of four bytes stays below 31 bits, the fast kind of integer in V8.
const one = 1 << 16;

/**
 * Cuts a patch that is turned and scaled with its face: every sample has a place of its own, found once for three colours.
 * @param pyramid planar bytes; the level begins at `origin` and has `side` columns and rows, whose edges repeat
 * @param x centre of the patch in pixels of the level
 * @param y centre of the patch in pixels of the level
 * @param a a column of the patch is (a, b) and a row (-b, a) in pixels of the level
 * @param b see `a`
 * @param target takes 3 x size x size bytes from `to` on
 */
export function cutAligned(pyramid, origin, side, x, y, a, b, size, target, to) {
  const middle = (size - 1) / 2;
  // A pixel is kept for what the roundings of places add up to.
  const reach = (Math.abs(a) + Math.abs(b)) * middle + 1;
  const inside = x >= reach && y >= reach && x + reach < side - 1 && y + reach < side - 1;
  const firstX = Math.round((x - (a - b) * middle) * one);
  const firstY = Math.round((y - (a + b) * middle) * one);
  const cut = inside ? cutInside : cutAcross;
  cut(pyramid, origin, side, firstX, firstY, Math.round(a * one), Math.round(b * one), size, target, to);
}

function cutInside(pixels, origin, side, firstX, firstY, a, b, size, target, to) {
  const plane = side * side;
  const area = size * size;
  for (let row = 0, i = to; row < size; row++) {
    let x = firstX - Math.imul(row, b);
    let y = firstY + Math.imul(row, a);
    for (let column = 0; column < size; column++, i++) {
      const p = origin + Math.imul(y >> 16, side) + (x >> 16);
      const right = ((x & 0xffff) + 16) >> 5;
      const down = ((y & 0xffff) + 16) >> 5;
      target[i] = blend(pixels, p, p + side, right, down);
      target[i + area] = blend(pixels, p + plane, p + plane + side, right, down);
      target[i + 2 * area] = blend(pixels, p + 2 * plane, p + 2 * plane + side, right, down);
      x += a;
      y += b;
    }
  }
}

function cutAcross(pixels, origin, side, firstX, firstY, a, b, size, target, to) {
  const plane = side * side;
  const area = size * size;
  for (let row = 0, i = to; row < size; row++) {
    let x = firstX - Math.imul(row, b);
    let y = firstY + Math.imul(row, a);
    for (let column = 0; column < size; column++, i++) {
      const insideX = bound(x, (side - 1) << 16);
      const insideY = bound(y, (side - 1) << 16);
      // The last pixel of a row is the right neighbour of the one before it, so that no read leaves its plane.
      const left = bound(insideX >> 16, side - 2);
      const top = bound(insideY >> 16, side - 2);
      const p = origin + Math.imul(top, side) + left;
      const right = (insideX - (left << 16) + 16) >> 5;
      const down = (insideY - (top << 16) + 16) >> 5;
      target[i] = blend(pixels, p, p + side, right, down);
      target[i + area] = blend(pixels, p + plane, p + plane + side, right, down);
      target[i + 2 * area] = blend(pixels, p + 2 * plane, p + 2 * plane + side, right, down);
      x += a;
      y += b;
    }
  }
}

function blend(pixels, above, below, right, down) {
  const upper = (pixels[above] << 11) + Math.imul(pixels[above + 1] - pixels[above], right);
  const lower = (pixels[below] << 11) + Math.imul(pixels[below + 1] - pixels[below], right);
  return ((upper << 11) + Math.imul(lower - upper, down) + (1 << 21)) >> 22;
}

function bound(value, most) {
  return value < 0 ? 0 : value > most ? most : value;
}
