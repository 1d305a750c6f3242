import { createHash, type Hash } from 'node:crypto'
import type { AddFile, CheckpointAction, RemoveFile, Tags } from '../../../shared/delta/actions.ts'
import { printAction, printDeletionVector } from '../../../shared/delta/print-action.ts'
import type { FileContent } from './worker-messages.ts'

/** Text is hashed when so much of it has piled up: a call for each action would cost more than the hash. */
const PILE_CHARACTERS = 64 * 1024

/** Adds actions up to a digest that their values alone decide. */
export class ActionDigest {
  readonly #hash: Hash = createHash('sha256')
  readonly #hasJsonStats: boolean
  #pile = ''
  #rows = 0

  /** Without statistics in JSON, statistics are left out: those of a struct say the same in other words. */
  constructor(hasJsonStats: boolean) {
    this.#hasJsonStats = hasJsonStats
  }

  add(action: CheckpointAction): void {
    this.#rows++
    this.#pile += this.#textOf(action)
    if (this.#pile.length < PILE_CHARACTERS) return
    this.#hash.update(this.#pile)
    this.#pile = ''
  }

  finish(): FileContent {
    return { rows: this.#rows, digest: this.#hash.update(this.#pile).digest('hex') }
  }

  #textOf(action: CheckpointAction): string {
    switch (action.kind) {
      case 'add':
        return `${fileText(action)} ${action.modificationTime} ${text(this.#hasJsonStats ? action.stats : undefined)} ${strings(action.tags)} ${text(action.clusteringProvider)}\n`
      case 'remove':
        return `${fileText(action)} ${action.deletionTimestamp} ${action.extendedFileMetadata}\n`
      default:
        return `${printAction(action)}\n`
    }
  }
}

/** What both file actions have. Texts stand behind their lengths, so that no two files have one text. */
function fileText(file: AddFile | RemoveFile): string {
  const { kind, path, partitionValues, size, dataChange, deletionVector, baseRowId, defaultRowCommitVersion } = file
  const vector = deletionVector && printDeletionVector(deletionVector)
  return `${kind} ${text(path)} ${strings(partitionValues)} ${size} ${dataChange} ${text(vector)} ${baseRowId} ${defaultRowCommitVersion}`
}

function text(value: string | null | undefined): string {
  return value === undefined || value === null ? String(value) : `${value.length}:${value}`
}

function strings(values: Tags | undefined): string {
  if (values === undefined) return 'undefined'
  const keys = values.size > 1 ? [...values.keys()].sort() : values.keys()
  let whole = `${values.size}`
  for (const key of keys) whole += ` ${text(key)}=${text(values.get(key))}`
  return whole
}
