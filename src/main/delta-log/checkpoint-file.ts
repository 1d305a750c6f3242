import type { LogName } from '../../shared/delta/log-names.ts'

export type CheckpointKind = 'classic' | 'multi-part' | 'uuid-json' | 'uuid-parquet'

/** A checkpoint by the names of its files; whether its sidecars are there shows only when it is read. */
export interface CheckpointFile {
  readonly version: bigint
  readonly kind: CheckpointKind
  /** The files that are there and not empty, in order of part, relative to the table's folder. */
  readonly files: readonly string[]
  /** Of one in parts, how many it should have; else 1. */
  readonly parts: number
  /** Why readers ignore it: a file of no bytes, missing parts. */
  readonly fault?: string | undefined
}

/** A file of a checkpoint; `size` in bytes. */
export interface CheckpointPiece {
  readonly name: CheckpointName
  readonly file: string
  readonly size: number
}

export type CheckpointName = Extract<LogName, { kind: 'classic-checkpoint' | 'checkpoint-part' | 'uuid-checkpoint' }>

export function isCheckpointName(name: LogName): name is CheckpointName {
  return name.kind === 'classic-checkpoint' || name.kind === 'checkpoint-part' || name.kind === 'uuid-checkpoint'
}

/**
 * Puts the files of checkpoints together. Newest first; for one version a UUID name comes before parts and these before
 * the classic name, more parts before fewer, then the greater file name (as Spark chooses).
 */
export function groupCheckpoints(pieces: readonly CheckpointPiece[]): CheckpointFile[] {
  const sets = new Map<string, CheckpointPiece[]>()
  for (const piece of pieces) {
    const set = setOf(piece)
    const members = sets.get(set)
    if (members) members.push(piece)
    else sets.set(set, [piece])
  }
  return [...sets.values()].map(checkpointOf).sort(byPreference)
}

function setOf({ name, file }: CheckpointPiece): string {
  return name.kind === 'checkpoint-part' ? `${name.version} in ${name.parts}` : file
}

function checkpointOf(pieces: readonly CheckpointPiece[]): CheckpointFile {
  const full = pieces.filter(({ size }) => size > 0).sort((a, b) => partOf(a) - partOf(b))
  const [{ name }] = pieces as readonly [CheckpointPiece]
  const files = full.map(({ file }) => file)
  const base = { version: name.version, kind: kindOf(name), files }
  if (name.kind !== 'checkpoint-part') {
    return { ...base, parts: 1, fault: full.length === 0 ? 'Its file is empty.' : undefined }
  }
  const there = new Set(full.map(partOf))
  const missing = name.parts - there.size
  const fault = missing > 0 ? `${missing} of its ${name.parts} parts are missing or empty.` : undefined
  return { ...base, parts: name.parts, fault }
}

function partOf({ name }: CheckpointPiece): number {
  return name.kind === 'checkpoint-part' ? name.part : 1
}

function kindOf(name: CheckpointName): CheckpointKind {
  if (name.kind === 'classic-checkpoint') return 'classic'
  if (name.kind === 'checkpoint-part') return 'multi-part'
  return name.format === 'json' ? 'uuid-json' : 'uuid-parquet'
}

function byPreference(a: CheckpointFile, b: CheckpointFile): number {
  if (a.version !== b.version) return a.version > b.version ? -1 : 1
  const [first = '', second = ''] = [a.files[0], b.files[0]]
  return RANK[a.kind] - RANK[b.kind] || b.parts - a.parts || (first > second ? -1 : 1)
}

const RANK: Readonly<Record<CheckpointKind, number>> = {
  'uuid-json': 0,
  'uuid-parquet': 0,
  'multi-part': 1,
  classic: 2,
}
