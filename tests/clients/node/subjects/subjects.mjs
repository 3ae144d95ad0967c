import { Interop } from './interop.mjs';
import { Service } from './service.mjs';

/**
 * The servers under test, each with what the tests that suit all ask of it:
 * - start(), stop(), server, protos; services: its own, beside health and reflection;
 * - servesOpenStreamsWhileDraining: else the next request on one ends it with UNAVAILABLE;
 * - unary(number): an exchange of one request; exchanges with different numbers have different answers;
 * - duplex(number): an exchange that answers each request before it needs the next.
 *
 * An exchange has service, method, requests and check(index of the request, answer).
 */
export const subjects = { interop: Interop, service: Service };
