import type { AddFile, CheckpointAction } from '../../../shared/delta/actions.ts'
import { parseAction, parseCheckpointAction } from '../../../shared/delta/parse-action.ts'
import { ActionDigest } from './action-digest.ts'
import {
  addShape,
  checkpointMetadataShape,
  domainShape,
  metadataShape,
  protocolShape,
  removeShape,
  sidecarShape,
  txnShape,
} from './action-shapes.ts'
import { checkpointForm } from './checkpoint-form.ts'
import type { Shape } from './parquet/column.ts'
import { ParquetFile } from './parquet/parquet-file.ts'
import type { BuiltFile, FileColumns, ToBuilder } from './worker-messages.ts'

type Kind = Exclude<CheckpointAction['kind'], 'unknown' | 'cdc' | 'commitInfo'>

const COLUMNS: Readonly<Record<FileColumns, readonly Kind[]>> = {
  classic: ['txn', 'add', 'remove', 'metaData', 'protocol', 'domainMetadata'],
  v2: ['txn', 'add', 'remove', 'metaData', 'protocol', 'domainMetadata', 'checkpointMetadata', 'sidecar'],
  sidecar: ['add', 'remove'],
}

/** One file of a checkpoint while it is being made. */
export class CheckpointBuilder {
  readonly #file: ParquetFile<CheckpointAction>
  readonly #places: ReadonlyMap<string, number>
  readonly #digest: ActionDigest
  #adds = 0
  #addBytes = 0n

  constructor({ columns, metadata, protocol }: Extract<ToBuilder, { kind: 'open' }>) {
    const form = checkpointForm(actionOf(metadata, 'metaData'), actionOf(protocol, 'protocol'))
    const kinds = COLUMNS[columns]
    this.#file = new ParquetFile(
      kinds.map(kind => shapeOf(kind, form.addExtras)),
      form.codec,
    )
    this.#places = new Map(kinds.map((kind, index) => [kind, index]))
    this.#digest = new ActionDigest(form.hasJsonStats)
  }

  write(action: CheckpointAction): void {
    const place = this.#places.get(action.kind)
    if (place === undefined) throw new Error(`a ${action.kind} has no place in this file of a checkpoint`)
    this.#file.write(place, action)
    this.#digest.add(action)
    if (action.kind !== 'add') return
    this.#adds++
    this.#addBytes += action.size
  }

  writeLine(line: string): void {
    const parsed = parseCheckpointAction(line, 0)
    if (parsed.kind === 'invalid') throw new Error(`a stored action is none: ${parsed.issues[0]?.message}`)
    this.write('extra' in parsed.value ? { ...parsed.value, extra: undefined } : parsed.value)
  }

  finish(): BuiltFile {
    return {
      bytes: this.#file.finish(),
      ...this.#digest.finish(),
      adds: this.#adds,
      addBytes: this.#addBytes,
    }
  }
}

function shapeOf(kind: Kind, extras: readonly Shape<AddFile>[]): Shape<CheckpointAction> {
  switch (kind) {
    case 'add':
      return only('add', addShape(extras))
    case 'remove':
      return only('remove', removeShape())
    case 'metaData':
      return only('metaData', metadataShape())
    case 'protocol':
      return only('protocol', protocolShape())
    case 'txn':
      return only('txn', txnShape())
    case 'domainMetadata':
      return only('domainMetadata', domainShape())
    case 'checkpointMetadata':
      return only('checkpointMetadata', checkpointMetadataShape())
    case 'sidecar':
      return only('sidecar', sidecarShape())
  }
  return kind satisfies never
}

/** A column of one kind of action among those that take any. */
function only<K extends Kind>(kind: K, shape: Shape<Extract<CheckpointAction, { kind: K }>>): Shape<CheckpointAction> {
  return place => {
    const column = shape(place)
    return { ...column, write: (action, at) => column.write(action && isKind(action, kind) ? action : null, at) }
  }
}

function isKind<K extends Kind>(action: CheckpointAction, kind: K): action is Extract<CheckpointAction, { kind: K }> {
  return action.kind === kind
}

function actionOf<K extends 'metaData' | 'protocol'>(line: string, kind: K): Extract<CheckpointAction, { kind: K }> {
  const parsed = parseAction(line, 0)
  if (parsed.kind === 'invalid' || !isKind(parsed.value.action, kind)) throw new Error(`expected a ${kind}: ${line}`)
  return parsed.value.action
}
