/** What connects one page with this process, whichever host carries it. */
export interface Pipe {
  send(frame: string): void
  onFrame(listener: (frame: unknown) => void): void
  /** Called once, however the pipe ended. */
  onClose(listener: () => void): void
  close(reason: PipeEnd): void
}

/** Why this side ends a pipe. */
export type PipeEnd = 'stopping' | 'malformed-frame' | 'frame-too-large'

/** What hosts write down; a structured logger takes fields first. */
export interface HostLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
