import type { FailureKind } from './exit-codes.ts'
import type { Json } from './print-json.ts'

/** The command ends without success; `details` are for scripts, `lines` for people below the message. */
export class CommandFailure extends Error {
  readonly kind: FailureKind
  readonly details: Readonly<Record<string, Json>>
  readonly lines: readonly string[]

  constructor(
    kind: FailureKind,
    message: string,
    { details = {}, lines = [] }: { details?: Readonly<Record<string, Json>>; lines?: readonly string[] } = {},
  ) {
    super(message)
    this.name = 'CommandFailure'
    this.kind = kind
    this.details = details
    this.lines = lines
  }
}
