/**
 * Facial landmarks from MuSiCa.Service over REST, in browsers and in Node. Streams of frames: `musica-client/grpc`, in Node.
 *
 * Coordinates are pixels of the upright image (EXIF orientation applied), pixel centres at integers. Errors are fractions of the
 * distance between the outer eye corners: 0.04 is 4 %. Times are milliseconds.
 */
export * from './answers.js';
export { MusicaClient, type LocateOptions, type MusicaClientOptions, type Photo } from './client.js';
export * from './problems.js';
export type { Clock, RetryOptions } from './retrying.js';
