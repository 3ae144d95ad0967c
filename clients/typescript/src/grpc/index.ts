/** The service over gRPC, in Node: images, pixels and streams of frames. Needs @grpc/grpc-js and @grpc/proto-loader. */
export { MusicaGrpcClient, type GrpcLocateOptions, type MusicaGrpcClientOptions } from './client.js';
export type { Frame, FrameAnswer, Image, Pixels, TrackedFace, TrackOptions, TrackState } from './frames.js';
