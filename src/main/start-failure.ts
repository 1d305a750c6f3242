/** The program could not be built; what had been built is taken down. The message is one sentence for people. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
}
