/** The way to the server through other machines could not be made. The message is one sentence without secrets. */
export class TunnelFailure extends Error {
  override readonly name = 'TunnelFailure'
}
