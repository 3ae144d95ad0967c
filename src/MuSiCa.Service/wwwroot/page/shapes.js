// What landmarks mean and how they lie: groups, outlines, distances. Points are [x, y].

const distance = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);
const mean = (points) => [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);

/** For each landmark the name of its group. */
export function groupNames(scheme) {
  const names = [];
  for (const group of scheme.groups) for (const index of group.indices) names[index] = group.name;
  return names;
}

/** The groups of a face as lines; two points, such as both pupils, are no line. */
export function lines(scheme, landmarks) {
  return scheme.groups.map(({ indices }) => {
    const points = indices.map((index) => landmarks[index]);
    return { indices, points, isLine: points.length > 2, isClosed: isClosed(points) };
  });
}

// A closed outline has its ends as near each other as its neighbours are.
function isClosed(points) {
  if (points.length < 4) return false;
  const longest = Math.max(...points.slice(1).map((point, i) => distance(point, points[i])));
  return distance(points[0], points.at(-1)) <= 1.5 * longest;
}

/** Where the number of a landmark goes: beside its line, outside of what that goes round. */
export function beside({ points, isClosed: goesRound }, i, centre, far) {
  const before = points[i > 0 ? i - 1 : goesRound ? points.length - 1 : 0];
  const after = points[i + 1 < points.length ? i + 1 : goesRound ? 0 : i];
  const length = distance(before, after) || 1;
  const [x, y] = [(after[1] - before[1]) / length, (before[0] - after[0]) / length];
  const side = goesRound ? winding(points) : x * (points[i][0] - centre[0]) + y * (points[i][1] - centre[1]);
  const sign = side < 0 ? -1 : 1;
  return [points[i][0] + sign * x * far, points[i][1] + sign * y * far];
}

function winding(points) {
  return points.reduce((sum, [x, y], i) => {
    const next = points[(i + 1) % points.length];
    return sum + x * next[1] - next[0] * y;
  }, 0);
}

export const middle = mean;

/** How far two answers for a face are apart: the mean over its landmarks, as a fraction of the distance of the eyes. */
export function apart(scheme, one, other) {
  const eyes = ['leftEye', 'rightEye'].map((eye) => scheme.fivePoints?.[eye]);
  if (eyes.includes(undefined) || one.landmarks.length !== other.landmarks.length) return null;
  const [left, right] = eyes.map((indices) => mean(indices.map((index) => other.landmarks[index])));
  const sum = one.landmarks.reduce((total, point, i) => total + distance(point, other.landmarks[i]), 0);
  return sum / one.landmarks.length / distance(left, right);
}

/** The landmark nearest to a place, if one is near. */
export function nearest(faces, place, reach) {
  let best = null;
  faces.forEach((face, faceIndex) => face.landmarks.forEach((point, index) => {
    const far = distance(point, place);
    if (far <= reach && (!best || far < best.far)) best = { face: faceIndex, index, far };
  }));
  return best;
}

/** Where the axes of a head point, to the right, down and ahead, as [right, down] in the picture (docs/landmarks.md, head pose). */
export function axes({ yaw, pitch, roll }) {
  const [y, p, r] = [-yaw, -pitch, -roll].map((angle) => (angle * Math.PI) / 180);
  const turned = [
    [Math.cos(y), 0],
    [Math.sin(y) * Math.sin(p), Math.cos(p)],
    [Math.sin(y) * Math.cos(p), -Math.sin(p)],
  ];
  return turned.map(([right, down]) => [Math.cos(r) * right - Math.sin(r) * down, Math.sin(r) * right + Math.cos(r) * down]);
}
