import type { Box, Face, ImageSize } from '../answers.js';
import type { Problem } from '../problems.js';

/** Samples as they lie in memory, upright, rows without a gap. */
export interface Pixels {
  readonly format: 'rgb' | 'bgr' | 'grey';
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The bytes of an image file, or pixels. */
export type Image = Uint8Array | Pixels;

/** One picture of a video, with what is known of it. */
export interface Frame {
  readonly image: Image;
  /** Milliseconds from any origin. */
  readonly time?: number;
  /** Given back with the answer; by default frames are counted from 0. */
  readonly id?: number;
  /** Where faces are. */
  readonly boxes?: readonly Box[];
}

/** How the faces of a video are followed. */
export interface TrackOptions {
  /** Frames a second, for frames without a time; without it they are timed by their arrival. */
  readonly fps?: number;
  /** Answers the newest frame and skips those before it. */
  readonly latest?: boolean;
  /** One-Euro filter over the landmarks of each face; `{}` for the service's own values. */
  readonly smoothing?: { readonly minCutoff?: number; readonly beta?: number };
  /** Followed at the same time. */
  readonly maxFaces?: number;
  /** Milliseconds from one search for new faces to the next; 0 for none. */
  readonly findInterval?: number;
  readonly minFace?: number;
  readonly profile?: string;
  readonly maxError?: number;
  readonly maxStages?: number;
  readonly priority?: 'interactive' | 'bulk';
  readonly model?: string;
}

export type TrackState = 'started' | 'followed' | 'resumed' | 'lost';

/** A face that is followed. */
export interface TrackedFace {
  /** Never given twice in a stream. */
  readonly trackId: number;
  /** `lost` once, with the last frame of the face; its landmarks are then not to be relied on. */
  readonly state: TrackState;
  readonly face?: Face;
}

/** The faces of one frame. */
export interface FrameAnswer {
  readonly id: number;
  /** Milliseconds, as the frame had it. */
  readonly time: number;
  readonly image: ImageSize;
  readonly faces: readonly TrackedFace[];
  /** Frames that were skipped since the last answer. */
  readonly skipped: number;
  /** Numbers of the last of these, at most 256. */
  readonly skippedIds: readonly number[];
  /** Why the frame has no faces; the stream goes on. */
  readonly problem?: Problem;
  /** What the sender should know about the stream, each thing once. */
  readonly notice?: string;
}
