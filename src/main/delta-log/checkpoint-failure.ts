/** A checkpoint that cannot be read: which rule of it is broken, in which file. */
export class CheckpointFailure extends Error {
  readonly rule: `checkpoint.${string}`
  /** Relative to the table's folder. */
  readonly file: string

  constructor(rule: `checkpoint.${string}`, file: string, message: string) {
    super(message)
    this.name = 'CheckpointFailure'
    this.rule = rule
    this.file = file
  }
}
