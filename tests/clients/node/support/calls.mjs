import grpc from '@grpc/grpc-js';

const seconds = 60;

export function deadline(inSeconds = seconds) {
  return new Date(Date.now() + inSeconds * 1000);
}

/** Metadata of [key, value] pairs; a Buffer for a key that ends in -bin. */
export function metadata(...entries) {
  const all = new grpc.Metadata();
  entries.forEach(([key, value]) => all.add(key, value));
  return all;
}

/** Follows a call with one answer. */
function single(start) {
  return new Promise((resolve, reject) => {
    let response;
    let initial;
    const call = start((error, answer) => (error ? reject(error) : (response = answer)));
    call.on('metadata', (received) => (initial = received));
    call.on('status', (status) => resolve({ response, initial, trailing: status.metadata }));
  });
}

/** A unary call: the answer with its metadata, or an error with code, details and metadata. */
export function unary(client, method, request, { metadata: sent = metadata(), ...options } = {}) {
  return single((done) => client[method](request, sent, { deadline: deadline(), ...options }, done));
}

/** A client-streaming call that sends all requests. */
export function upload(client, method, requests, { metadata: sent = metadata(), ...options } = {}) {
  return single((done) => {
    const call = client[method](sent, { deadline: deadline(), ...options }, done);
    requests.forEach((request) => call.write(request));
    call.end();
    return call;
  });
}

/** A call with a stream of answers. */
class Answers {
  constructor(call) {
    this.call = call;
    this.initial = new Promise((resolve) => call.once('metadata', resolve));
    this.status = new Promise((resolve) => call.once('status', resolve));
    // Errors are told by the status and by next(); without a listener they would end the process.
    call.on('error', () => {});
    this.answers = call[Symbol.asyncIterator]();
  }

  /** The next answer; undefined after the last; throws when the call failed. */
  async next() {
    return (await this.answers.next()).value;
  }

  async rest() {
    const all = [];
    for (let answer = await this.next(); answer !== undefined; answer = await this.next()) {
      all.push(answer);
    }
    return all;
  }
}

/** A server-streaming call. */
export class Download extends Answers {
  constructor(client, method, request, { metadata: sent = metadata(), ...options } = {}) {
    super(client[method](request, sent, { deadline: deadline(), ...options }));
  }
}

/** A bidirectional call that is driven step by step. */
export class Duplex extends Answers {
  constructor(client, method, { metadata: sent = metadata(), ...options } = {}) {
    super(client[method](sent, { deadline: deadline(), ...options }));
  }

  send(request) {
    this.call.write(request);
  }

  exchange(request) {
    this.send(request);
    return this.next();
  }

  /** Half-closes and gives what is still received; throws unless the call ends with OK. */
  finish() {
    this.call.end();
    return this.rest();
  }
}
