import { StartFailure } from './start-failure.ts'

/** Why the program cannot start, for a person: one sentence, without secrets, and where to read more. */
export function describeStartProblem(error: unknown): string {
  if (error instanceof StartFailure) return error.message
  if (isTaken(error)) return 'The port is taken by another program. Choose another with --port.'
  return `Deltadesk cannot start: ${error instanceof Error ? error.message : String(error)}`
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
