/** Between the messages of protos/ and the types of this package. */
import { fileURLToPath } from 'node:url';
import { loadSync, type MessageTypeDefinition, type ServiceDefinition } from '@grpc/proto-loader';
import type { Answer, Box, Exit, Face, LandmarkScheme, ModelName } from '../answers.js';
import type { Frame, FrameAnswer, Image, TrackOptions, TrackState } from './frames.js';

/** A message as proto-loader reads and writes it. */
export type Message = any;

const folder = fileURLToPath(new URL('../../protos', import.meta.url));
const definitions = loadSync(['musica/v1/landmarks.proto', 'google/rpc/status.proto', 'google/rpc/error_details.proto'], {
  includeDirs: [folder],
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
});

export const service = definitions['musica.v1.FaceLandmarker'] as ServiceDefinition;

/** Reads a message of google/rpc. */
export function read(name: string, bytes: Buffer): Message {
  return (definitions[`google.rpc.${name}`] as MessageTypeDefinition<Message, Message>).deserialize(bytes);
}

export function image(source: Image): Message {
  return source instanceof Uint8Array
    ? { encoded: source }
    : { pixels: { ...source, format: `FORMAT_${source.format.toUpperCase()}` } };
}

export function priority(value: string | undefined): string {
  return `PRIORITY_${(value ?? 'interactive').toUpperCase()}`;
}

export function config(options: TrackOptions): Message {
  const { profile, maxError, maxStages, findInterval, maxFaces, minFace, model, smoothing } = options;
  return {
    limits: { profile, maxError, maxStages },
    priority: priority(options.priority),
    frames: options.latest ? 'FRAME_POLICY_LATEST' : 'FRAME_POLICY_EVERY',
    findIntervalMs: findInterval,
    maxFaces,
    minFace,
    model,
    smoothing,
  };
}

export function frame(source: Image | Frame, number: number, fps: number | undefined): Message {
  const given: Frame = source instanceof Uint8Array || 'data' in source ? { image: source } : source;
  const milliseconds = given.time ?? (fps ? (1_000 * number) / fps : 0);
  return {
    id: given.id ?? number,
    timestampUs: Math.round(1_000 * milliseconds),
    image: image(given.image),
    boxes: given.boxes ?? [],
  };
}

export function readAnswer({ model, image, faces, timing, finder }: Message): Answer {
  return {
    model: nameOf(model),
    image: { ...image },
    faces: faces.map(readFace),
    ...(timing && { timing }),
    ...(finder && { finder: nameOf(finder) }),
  };
}

export function readFrame({ id, timestampUs, image, faces, skipped, skippedIds, problem, notice }: Message): FrameAnswer {
  return {
    id,
    time: timestampUs / 1_000,
    image: { width: image?.width ?? 0, height: image?.height ?? 0 },
    faces: faces.map(({ trackId, state, face }: Message) => ({
      trackId,
      state: word<TrackState>(state, 'TRACK_STATE_'),
      ...(face && { face: readFace(face) }),
    })),
    skipped,
    skippedIds,
    ...(problem && {
      problem: {
        type: problem.type,
        status: problem.code,
        title: '',
        detail: problem.detail,
        ...(problem.retryAfterMs && { retryAfter: problem.retryAfterMs }),
      },
    }),
    ...(notice && { notice }),
  };
}

export function readScheme({ name, count, groups, mirror, fivePoints }: Message): LandmarkScheme {
  return { scheme: name, count, groups, mirror, ...(fivePoints && { fivePoints }) };
}

function readFace({ box, landmarks, stages, exit, predictedError, status, degraded, score, timing }: Message): Face {
  return {
    box: { ...(box as Box) },
    landmarks: Array.from({ length: landmarks.length / 2 }, (_, i) => [landmarks[2 * i], landmarks[2 * i + 1]] as const),
    stages,
    exit: word<Exit>(exit, 'EXIT_'),
    predictedError,
    status: word<Face['status']>(status, 'STATUS_'),
    ...(degraded && { degraded }),
    ...(score != null && { score }),
    ...(timing && { timing }),
  };
}

/** The word of REST for a value: its name in small letters without the prefix. */
function word<T extends string>(value: string, prefix: string): T {
  return value.slice(prefix.length).toLowerCase() as T;
}

function nameOf({ name, version }: Message): ModelName {
  return { name, version };
}
