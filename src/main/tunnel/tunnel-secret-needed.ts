import { TunnelFailure } from '../postgres/tunnel-failure.ts'

/** A machine on the way asks for something that somebody knows and that was not answered, or wrongly. */
export class TunnelSecretNeeded extends TunnelFailure {
  /** Names the question; the same at each attempt. */
  readonly of: string
  /** For people: what it is the password or the passphrase of. */
  readonly title: string

  constructor(of: string, title: string, why: string) {
    super(why)
    this.of = of
    this.title = title
  }
}
