import { once } from 'node:events';
import {
  credentials as channelCredentials,
  makeGenericClientConstructor,
  Metadata,
  type ChannelCredentials,
  type ClientDuplexStream,
  type ServiceError,
} from '@grpc/grpc-js';
import type { Answer, FoundBoxes, LandmarkScheme, ModelName } from '../answers.js';
import type { AskOptions, LocateOptions } from '../client.js';
import { call, systemClock, type Clock, type RetryOptions } from '../retrying.js';
import { failure } from './errors.js';
import type { Frame, FrameAnswer, Image, TrackOptions } from './frames.js';
import * as messages from './messages.js';
import type { Message } from './messages.js';

const largestAnswer = 64 << 20;

/** Where the service is and how it is asked. */
export interface MusicaGrpcClientOptions {
  /** By default `http://localhost:8081`. */
  readonly url?: string;
  /** Where the service has keys. */
  readonly key?: string;
  /** Milliseconds that a call may take with all its attempts, by default 30,000; a stream has no deadline. */
  readonly deadline?: number;
  readonly retry?: RetryOptions;
  /** For an address with https; by default the roots of Node. */
  readonly credentials?: ChannelCredentials;
  /** For tests. */
  readonly clock?: Clock;
}

/** As over REST. The deadline is that of the faces too: one that has no time for its next stage leaves with what it has. */
export type GrpcLocateOptions = Omit<LocateOptions, 'timeout'>;

/** Asks the service over gRPC. Close it. */
export class MusicaGrpcClient {
  readonly #client: InstanceType<ReturnType<typeof makeGenericClientConstructor>>;
  readonly #metadata = new Metadata();
  readonly #deadline: number;
  readonly #retry: RetryOptions;
  readonly #clock: Clock;

  constructor(options: MusicaGrpcClientOptions = {}) {
    const { url = 'http://localhost:8081', key, deadline = 30_000, retry = {}, credentials, clock = systemClock } = options;
    const [, scheme, target] = /^(https?):\/\/([^/]+)\/?$/.exec(url) ?? [];
    if (!target) {
      throw new TypeError(`"${url}" is no address; write http://host:port.`);
    }

    const secure = credentials ?? (scheme === 'https' ? channelCredentials.createSsl() : channelCredentials.createInsecure());
    // Refused calls are tried again here, within the deadline, not by gRPC as well.
    this.#client = new (makeGenericClientConstructor(messages.service, 'FaceLandmarker'))(target, secure, {
      'grpc.enable_retries': 0,
      'grpc.max_receive_message_length': largestAnswer,
    });
    if (key) {
      this.#metadata.set('authorization', `Bearer ${key}`);
    }

    this.#deadline = deadline;
    this.#retry = retry;
    this.#clock = clock;
  }

  /** Landmarks of the faces in an image: of those in `boxes`, without any of all it finds. */
  async locate(source: Image, options: GrpcLocateOptions = {}): Promise<Answer> {
    const { boxes = [], minFace, maxFaces, profile, maxError, maxStages, model, timing } = options;
    return messages.readAnswer(
      await this.#call('Locate', {
        image: messages.image(source),
        boxes,
        limits: { profile, maxError, maxStages },
        priority: messages.priority(options.priority),
        model,
        timing,
        ...((minFace || maxFaces) && { find: { minFace, maxFaces } }),
      }, options),
    );
  }

  /** The boxes of the faces alone. */
  async find(
    source: Image,
    options: Pick<GrpcLocateOptions, 'minFace' | 'maxFaces' | keyof AskOptions> = {},
  ): Promise<Omit<FoundBoxes, 'leastFace'>> {
    const { minFace, maxFaces } = options;
    const request = { image: messages.image(source), find: { minFace, maxFaces, boxesOnly: true } };
    const { finder, image, faces } = await this.#call('Locate', request, options);
    return { finder, image, faces: faces.map(({ box, score }: Message) => ({ box, score })) };
  }

  /** What the landmarks of a model mean; without a name of the default. */
  async model(name = '', options: AskOptions = {}): Promise<ModelName & { readonly landmarks: LandmarkScheme }> {
    const { model, landmarks } = await this.#call('GetModel', { model: name }, options);
    return { ...model, landmarks: messages.readScheme(landmarks) };
  }

  /**
   * Follows the faces of a video: an answer for each frame, in their order, while more are being taken. Frames are taken no faster
   * than the service takes them. What `frames` throws ends the stream and is thrown here. Leave the loop to end the stream early.
   */
  async *track(frames: Frames, options: TrackOptions = {}): AsyncGenerator<FrameAnswer, void> {
    const stream: Stream = this.#client['Track']!(this.#metadata);
    const sending = new Sending(stream);
    void sending.run(frames, options);
    try {
      for await (const answer of stream) {
        yield messages.readFrame(answer);
      }
    } catch (error) {
      throw sending.fault ?? failure(error as ServiceError);
    } finally {
      sending.stop();
    }
  }

  close(): void {
    this.#client.close();
  }

  #call(method: 'Locate' | 'GetModel', request: Message, options: AskOptions): Promise<Message> {
    const { deadline = this.#deadline, signal } = options;
    const attempt = (left: number) =>
      new Promise<Message>((resolve, reject) => {
        const cancel = () => pending.cancel();
        const done = (error: ServiceError | null, answer: Message) => {
          signal?.removeEventListener('abort', cancel);
          if (error) {
            reject(signal?.aborted ? signal.reason : failure(error));
          } else {
            resolve(answer);
          }
        };
        const pending = this.#client[method]!(request, this.#metadata, { deadline: Date.now() + left }, done);
        signal?.addEventListener('abort', cancel, { once: true });
      });
    return call(attempt, { deadline, signal, retry: this.#retry, clock: this.#clock });
  }
}

type Frames = Iterable<Image | Frame> | AsyncIterable<Image | Frame>;
type Stream = ClientDuplexStream<Message, Message>;

/** The frames of a stream on their way to the service. */
class Sending {
  /** What the frames threw. */
  fault: unknown;
  readonly #stream: Stream;
  readonly #over: Promise<unknown>;
  #isOver = false;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#over = once(stream, 'status').finally(() => (this.#isOver = true)).catch(() => {});
  }

  async run(frames: Frames, options: TrackOptions): Promise<void> {
    try {
      let number = 0;
      for await (const frame of frames) {
        if (this.#isOver) {
          return;
        }

        const config = number === 0 ? { config: messages.config(options) } : {};
        await this.#write({ ...messages.frame(frame, number, options.fps), ...config });
        number++;
      }

      this.#stream.end();
    } catch (error) {
      this.fault = error;
      this.#stream.cancel();
    }
  }

  stop(): void {
    this.#isOver = true;
    this.#stream.on('error', () => {});
    this.#stream.cancel();
  }

  /** Waits until the service takes more. */
  #write(message: Message): Promise<unknown> {
    return Promise.race([new Promise<void>((resolve) => this.#stream.write(message, () => resolve())), this.#over]);
  }
}
