/** The request cannot be answered as it is; the message says why. */
export class BadRequest extends Error {
  statusCode = 400;
}
