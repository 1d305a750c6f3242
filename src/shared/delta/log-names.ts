import { VERSION_MAX } from '../limits.ts'

/** What a file under `_delta_log` is, by its name (Delta protocol, "File Types"). */
export type LogName =
  | { readonly kind: 'commit'; readonly version: bigint }
  | { readonly kind: 'staged-commit'; readonly version: bigint; readonly uuid: string }
  | { readonly kind: 'classic-checkpoint'; readonly version: bigint }
  | { readonly kind: 'checkpoint-part'; readonly version: bigint; readonly part: number; readonly parts: number }
  | {
      readonly kind: 'uuid-checkpoint'
      readonly version: bigint
      readonly uuid: string
      readonly format: 'json' | 'parquet'
    }
  | { readonly kind: 'checksum'; readonly version: bigint }
  | { readonly kind: 'compacted'; readonly start: bigint; readonly end: bigint }
  | { readonly kind: 'last-checkpoint' }
  | { readonly kind: 'sidecar'; readonly file: string }

/**
 * Reads a name relative to `_delta_log`. Undefined for everything that is not part of a log, such as temporary files.
 * Like Spark it accepts a version with any number of digits, as long as it fits into 64 bits.
 */
export function parseLogName(name: string): LogName | undefined {
  if (name === '_last_checkpoint') return { kind: 'last-checkpoint' }
  const sidecar = SIDECAR.exec(name)?.[1]
  if (sidecar !== undefined) return { kind: 'sidecar', file: sidecar }
  const staged = STAGED.exec(name)
  if (staged) return versioned(staged[1], version => ({ kind: 'staged-commit', version, uuid: staged[2] ?? '' }))
  const [, digits, rest = ''] = VERSIONED.exec(name) ?? []
  return versioned(digits, version => suffixed(version, rest))
}

export function commitFileName(version: bigint): string {
  return `${padVersion(version)}.json`
}

export function stagedCommitFileName(version: bigint, uuid: string): string {
  return `_staged_commits/${padVersion(version)}.${uuid}.json`
}

export function checksumFileName(version: bigint): string {
  return `${padVersion(version)}.crc`
}

export function classicCheckpointFileName(version: bigint): string {
  return `${padVersion(version)}.checkpoint.parquet`
}

/** `part` counts from one. */
export function checkpointPartFileName(version: bigint, part: number, parts: number): string {
  return `${padVersion(version)}.checkpoint.${padPart(part)}.${padPart(parts)}.parquet`
}

export function uuidCheckpointFileName(version: bigint, uuid: string, format: 'json' | 'parquet'): string {
  return `${padVersion(version)}.checkpoint.${uuid}.${format}`
}

/** Both bounds belong to the range. */
export function compactedFileName(start: bigint, end: bigint): string {
  return `${padVersion(start)}.${padVersion(end)}.compacted.json`
}

const VERSIONED = /^(\d+)\.(.+)$/
const STAGED = /^_staged_commits\/(\d+)\.([^./]+)\.json$/
const SIDECAR = /^_sidecars\/([^/]+\.parquet)$/
const PART = /^checkpoint\.(\d{1,10})\.(\d{1,10})\.parquet$/
const UUID_CHECKPOINT = /^checkpoint\.([^./]+)\.(json|parquet)$/
const COMPACTED = /^(\d+)\.compacted\.json$/

function suffixed(version: bigint, rest: string): LogName | undefined {
  if (rest === 'json') return { kind: 'commit', version }
  if (rest === 'crc') return { kind: 'checksum', version }
  if (rest === 'checkpoint.parquet') return { kind: 'classic-checkpoint', version }
  const [, part, parts] = PART.exec(rest) ?? []
  if (part !== undefined) return partOf(version, Number(part), Number(parts))
  const [, uuid, format] = UUID_CHECKPOINT.exec(rest) ?? []
  if (uuid !== undefined)
    return { kind: 'uuid-checkpoint', version, uuid, format: format === 'json' ? 'json' : 'parquet' }
  const [, end] = COMPACTED.exec(rest) ?? []
  return versioned(end, last => (last > version ? { kind: 'compacted', start: version, end: last } : undefined))
}

function partOf(version: bigint, part: number, parts: number): LogName | undefined {
  return part >= 1 && part <= parts ? { kind: 'checkpoint-part', version, part, parts } : undefined
}

function versioned(digits: string | undefined, make: (version: bigint) => LogName | undefined): LogName | undefined {
  if (digits === undefined || digits.length > VERSION_DIGITS) return undefined
  const version = BigInt(digits)
  return version <= VERSION_MAX ? make(version) : undefined
}

const VERSION_DIGITS = 20
const PART_DIGITS = 10

function padVersion(version: bigint): string {
  return String(version).padStart(VERSION_DIGITS, '0')
}

function padPart(part: number): string {
  return String(part).padStart(PART_DIGITS, '0')
}
