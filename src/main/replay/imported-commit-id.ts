import { createHash, hash } from 'node:crypto'

/**
 * The commit id of an imported version: it follows from the version and its bytes, so that bringing in the same version
 * again meets the same id, and other bytes meet another one.
 */
export function importedCommitId(version: bigint, text: string): string {
  return uuidOf(`${version}\n${text}`)
}

/** As `importedCommitId`, of a text in UTF-8. */
export function commitIdOfBytes(version: bigint, bytes: Uint8Array): string {
  return uuidOfDigest(createHash('sha256').update(`${version}\n`).update(bytes).digest('hex'))
}

/** The same of bytes that come in pieces. */
export class CommitIdDigest {
  readonly #digest = createHash('sha256')

  constructor(version: bigint) {
    this.#digest.update(`${version}\n`)
  }

  /** Texts count as UTF-8. */
  update(piece: Uint8Array | string): void {
    this.#digest.update(piece)
  }

  finish(): string {
    return uuidOfDigest(this.#digest.digest('hex'))
  }
}

/** Of a version that stands for missing history, by the id of everything in it. */
export function baseCommitId(version: bigint, digest: string): string {
  return uuidOf(`base ${version}\n${digest}`)
}

/** Of a version that a replay commits, so that the same replay never commits it twice. */
export function replayedCommitId(replay: string, version: bigint | 'state'): string {
  return uuidOf(`replay ${replay} ${version}`)
}

/** Of the table that a replay makes. */
export function replayedTableId(replay: string): string {
  return uuidOf(`replayed table ${replay}`)
}

/** What the runs of one import from a command line have in common. */
export function importTaskId(source: string, mode: string): string {
  return uuidOf(`import ${mode} ${source}`)
}

function uuidOf(text: string): string {
  return uuidOfDigest(hash('sha256', text, 'hex'))
}

/** A uuid of version 8 (RFC 9562) from the first bytes of a SHA-256. */
function uuidOfDigest(hex: string): string {
  const variant = (8 + (Number.parseInt(hex.charAt(16), 16) & 3)).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
