/** The system's own name for a failure, such as ENOENT. */
export function systemReason(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)
}
