import { parseVersion } from '../../app/search-params.ts'

/** One side of a comparison; `isHead` follows the head as it moves. */
export interface Side {
  /** Undefined where what was asked for is no version. */
  readonly version: bigint | undefined
  readonly isHead: boolean
}

export interface Sides {
  readonly a: Side
  readonly b: Side
}

/** The sides that an address names; by default what the newest commit did. */
export function readSides(
  search: { readonly a?: string | undefined; readonly b?: string | undefined },
  head: bigint,
): Sides {
  const b = readSide(search.b ?? 'head', head)
  const before = b.version === undefined || b.version <= 0n ? 0n : b.version - 1n
  return { a: search.a === undefined ? { version: before, isHead: false } : readSide(search.a, head), b }
}

/** `1284`, `v1284`, `-5` for five before the head, `head`. */
export function readSide(text: string, head: bigint): Side {
  const wanted = text.trim().toLowerCase().replace(/^v/, '').replace('−', '-')
  if (wanted === 'head') return { version: head >= 0n ? head : undefined, isHead: true }
  const back = wanted.startsWith('-') ? parseVersion(wanted.slice(1)) : undefined
  const version = back === undefined ? parseVersion(wanted) : head - back
  return { version: version !== undefined && version >= 0n && version <= head ? version : undefined, isHead: false }
}

/** A side as it stands in an address. */
export function sideText({ version, isHead }: Side): string {
  return isHead ? 'head' : version === undefined ? '' : String(version)
}
