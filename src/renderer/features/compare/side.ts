import { parseVersion } from '../../app/search-params.ts'

/** One side of a comparison; `isHead` follows the head as it moves. */
export interface Side {
  /** Undefined where what was asked for is no version of this table. */
  readonly version: bigint | undefined
  readonly isHead: boolean
  /** The side is no version of this table, but a draft of it or another table. */
  readonly elsewhere?: Elsewhere | undefined
}

export type Elsewhere =
  | { readonly kind: 'draft'; readonly draftId: string }
  /** `at` is a version as `readSide` takes it, of the head of that table. */
  | { readonly kind: 'table'; readonly name: string; readonly at: string }

export interface Sides {
  readonly a: Side
  readonly b: Side
}

/** The sides that an address names; by default what the newest commit did, and of a draft what it would change. */
export function readSides(
  search: { readonly a?: string | undefined; readonly b?: string | undefined },
  head: bigint,
): Sides {
  const b = readSide(search.b ?? 'head', head)
  if (search.a !== undefined) return { a: readSide(search.a, head), b }
  if (b.elsewhere) return { a: readSide('head', head), b }
  const before = b.version === undefined || b.version <= 0n ? 0n : b.version - 1n
  return { a: { version: before, isHead: false }, b }
}

const DRAFT = /^draft:([0-9a-f-]{36})$/i
const TABLE = /^table:(.+)@([^@]*)$/s

/** `1284`, `v1284`, `-5` for five before the head, `head`, `draft:` and its id, `table:` and its name, `@` and one of these. */
export function readSide(text: string, head: bigint): Side {
  const [, draftId] = DRAFT.exec(text) ?? []
  if (draftId !== undefined) return elsewhere({ kind: 'draft', draftId })
  const [, name, at = ''] = TABLE.exec(text) ?? []
  if (name !== undefined) return elsewhere({ kind: 'table', name, at })
  const wanted = text.trim().toLowerCase().replace(/^v/, '').replace('−', '-')
  if (wanted === 'head') return { version: head >= 0n ? head : undefined, isHead: true }
  const back = wanted.startsWith('-') ? parseVersion(wanted.slice(1)) : undefined
  const version = back === undefined ? parseVersion(wanted) : head - back
  return { version: version !== undefined && version >= 0n && version <= head ? version : undefined, isHead: false }
}

/** A side as it stands in an address. */
export function sideText({ version, isHead, elsewhere: other }: Side): string {
  if (other) return other.kind === 'draft' ? `draft:${other.draftId}` : `table:${other.name}@${other.at}`
  return isHead ? 'head' : version === undefined ? '' : String(version)
}

export function elsewhere(other: Elsewhere): Side {
  return { version: undefined, isHead: false, elsewhere: other }
}
