/** What the service answers. */

/** A rectangle in pixels: left edge, top edge, width and height. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** x and y of a landmark in pixels. */
export type Point = readonly [x: number, y: number];

/** Of the upright image, in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Which model answered. */
export interface ModelName {
  readonly name: string;
  readonly version: string;
}

/** Why a face left the cascade. */
export type Exit = 'confident' | 'exhausted' | 'budget' | 'deadline';

/** The landmarks of one face and how far they can be relied on. */
export interface Face {
  /** What the face was framed by. */
  readonly box: Box;
  readonly landmarks: readonly Point[];
  /** How many ran. */
  readonly stages: number;
  readonly exit: Exit;
  /** What the model expects, as a fraction of the distance between the outer eye corners. */
  readonly predictedError: number;
  /** `uncertain` where even the last predicted error is too large: perhaps there is no face. */
  readonly status: 'accepted' | 'uncertain';
  /** It left earlier than its threshold allows, because the service was overloaded. */
  readonly degraded?: boolean;
  /** Probability that the box holds a face, where it was found. */
  readonly score?: number;
  /** Milliseconds in the model, where they were asked for. */
  readonly timing?: { readonly wait: number; readonly gather: number; readonly execute: number };
}

/** The faces of one image: in the order of their boxes, or, found, the largest first. */
export interface Answer {
  /** Where several photos were asked for: `file0`, `file1` and so on. */
  readonly file?: string;
  readonly model: ModelName;
  readonly image: ImageSize;
  readonly faces: readonly Face[];
  /** Which model found the faces; absent where their boxes were given. */
  readonly finder?: ModelName;
  /** Milliseconds before the faces came to the model, where they were asked for. */
  readonly timing?: {
    /** REST only. */
    readonly receive?: number;
    readonly wait: number;
    readonly decode: number;
    readonly frame: number;
    readonly find?: number;
  };
}

/** Where the faces of an image are, the largest first. */
export interface FoundBoxes {
  readonly finder: ModelName;
  readonly image: ImageSize;
  /** Longer side of the smallest face that was looked for, in pixels. */
  readonly leastFace: number;
  readonly faces: readonly { readonly box: Box; readonly score: number }[];
}

/** The five points that face recognition aligns by, in the words of the person in the picture. */
export type FivePointName = 'leftEye' | 'rightEye' | 'noseTip' | 'leftMouth' | 'rightMouth';

/** What the landmarks of a model mean. Left and right are those of the person in the picture. */
export interface LandmarkScheme {
  readonly scheme: string;
  readonly count: number;
  /** The parts of the face, such as `left-eye`, each with the indices of its landmarks in drawing order. */
  readonly groups: readonly { readonly name: string; readonly indices: readonly number[] }[];
  /** For each landmark its counterpart in a mirrored picture of the face. */
  readonly mirror: readonly number[];
  /** Each the mean of the landmarks named here. */
  readonly fivePoints?: Readonly<Record<FivePointName, readonly number[]>>;
}

/** A loaded model; `GET /v1/models` of the service says more. */
export interface Model extends ModelName {
  readonly license: string;
  readonly landmarks: LandmarkScheme;
  readonly exit: {
    /** A face whose predicted error is below it leaves, where a call has no limits. */
    readonly threshold: number;
    /** A face whose last predicted error is above it is uncertain. */
    readonly finalThreshold: number;
    /** Thresholds by the names that `profile` takes. */
    readonly profiles: Readonly<Record<string, number>>;
  };
}

/** The five points of a face. */
export function fivePoints(face: Face, scheme: LandmarkScheme): Record<FivePointName, Point> {
  const five = scheme.fivePoints;
  if (!five) {
    throw new TypeError(`The model does not name five points of its ${scheme.scheme} landmarks.`);
  }

  const along = (axis: 0 | 1, indices: readonly number[]) =>
    indices.reduce((sum, index) => sum + face.landmarks[index]![axis], 0) / indices.length;
  const mean = (indices: readonly number[]): Point => [along(0, indices), along(1, indices)];
  return {
    leftEye: mean(five.leftEye),
    rightEye: mean(five.rightEye),
    noseTip: mean(five.noseTip),
    leftMouth: mean(five.leftMouth),
    rightMouth: mean(five.rightMouth),
  };
}
