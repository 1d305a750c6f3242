import { ObjectFailure, type ObjectFailureKind, type StoreFault } from '../object-store.ts'

/** What a store or the way to it said, as far as it is needed here. */
export interface S3Refusal {
  /** The error code of S3 ("NoSuchKey"), or the system's ("ECONNRESET"). */
  readonly code: string
  /** The HTTP status; 0 where no answer came. */
  readonly status: number
  readonly message: string
}

/** S3 API Reference, "Error responses"; the later ones are of the SDK's own search for credentials. */
const CREDENTIALS = new Set([
  'AccessDenied',
  'AllAccessDisabled',
  'AuthorizationHeaderMalformed',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
  'CredentialsProviderError',
  'TokenProviderError',
])
const THROTTLED = new Set(['SlowDown', 'ServiceUnavailable', 'RequestLimitExceeded', 'Throttling', 'TooManyRequests'])
const NETWORK = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'RequestTimeout',
  'TimeoutError',
])
const NO_SPACE = new Set(['QuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull', 'EntityTooLarge'])

/** Reads what an SDK's error says; undefined for what is no failure of a store. */
export function s3RefusalOf(error: unknown): S3Refusal | undefined {
  if (!(error instanceof Error)) return undefined
  const status = statusOf(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  if (status === 0 && code === 'Error' && error.message !== 'Region is missing') return undefined
  if (status === 0 && (error instanceof TypeError || error instanceof RangeError)) return undefined
  return { code, status, message: error.message }
}

/** A failure of a store in our words; anything else is a mistake of this program, and thrown as it is. */
export function s3FailureOf(error: unknown, key: string, doing: 'read' | 'written'): ObjectFailure {
  if (error instanceof ObjectFailure) return error
  const refusal = s3RefusalOf(error)
  if (refusal === undefined) throw error
  const { code, status } = refusal
  if (code === 'NoSuchBucket') return new ObjectFailure('absent', `There is no such bucket for ${key}.`)
  if (status === 404 || status === 410) return new ObjectFailure('absent', `There is nothing at ${key}.`)
  if (code === 'Region is missing' || refusal.message === 'Region is missing') {
    return new ObjectFailure('refused', 'The store needs a region: add ?region=… to its address or set AWS_REGION.')
  }
  if (status === 412 && doing === 'read')
    return new ObjectFailure('changed', `${key} was written to while it was read.`)
  const kind: ObjectFailureKind = doing === 'read' ? 'unreadable' : 'unwritable'
  return new ObjectFailure(kind, `${key} cannot be ${doing}: ${reasonOf(refusal)}.`, faultOf(refusal))
}

function faultOf({ code, status }: S3Refusal): StoreFault {
  if (CREDENTIALS.has(code) || status === 401 || status === 403) return 'credentials'
  if (THROTTLED.has(code) || status === 429 || status === 503) return 'throttled'
  if (NO_SPACE.has(code) || status === 507) return 'no-space'
  if (NETWORK.has(code) || status === 0 || status === 408) return 'network'
  if (code === 'MethodNotAllowed' || code === 'XMinioServerReadOnly') return 'read-only'
  return 'other'
}

function reasonOf({ code, status, message }: S3Refusal): string {
  const said = message === '' || message === 'UnknownError' || message === code ? '' : `, ${message.replace(/\.$/, '')}`
  const name = code === 'Unknown' || code === 'UnknownError' ? '' : code
  return [name, status === 0 ? '' : `HTTP ${status}`].filter(part => part !== '').join(', ') + said
}

function statusOf(error: Error): number {
  if (!('$metadata' in error)) return 0
  const metadata = error.$metadata
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0
}
