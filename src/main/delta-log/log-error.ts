import type { ImportProblem } from '../../shared/contract/import.ts'

/** Why a version's state cannot be had, by the names that implementations of Delta use. */
export type LogErrorKind =
  | 'TableNotFound'
  | 'VersionNotFound'
  | 'VersionsNotContiguous'
  | 'InvalidCommit'
  | 'InvalidCheckpoint'
  | 'MissingProtocol'
  | 'MissingMetadata'
  | 'InvalidProtocol'
  | 'UnsupportedProtocolVersion'
  | 'UnsupportedReaderFeature'

export interface LogError {
  readonly kind: LogErrorKind
  /** One sentence. */
  readonly message: string
  /** Where it was found, if it stands in a file. */
  readonly problems: readonly ImportProblem[]
}

export function logError(kind: LogErrorKind, message: string, problems: readonly ImportProblem[] = []): LogError {
  return { kind, message, problems }
}
