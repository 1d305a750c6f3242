import type { CheckpointAction } from '../../../shared/delta/actions.ts'
import { ParquetFailure } from '../parquet/parquet-failure.ts'
import { isGroup, type RecordReader, type RowValue } from '../parquet/record-reader.ts'
import type { RowNode } from '../parquet/row-schema.ts'
import { FieldTakers } from './field-takers.ts'
import { addMaker, removeMaker } from './file-action-makers.ts'
import {
  checkpointMetadataMaker,
  domainMaker,
  metadataMaker,
  protocolMaker,
  sidecarMaker,
  txnMaker,
} from './table-action-makers.ts'
import { jsonPrinter } from './value-json.ts'

type Fields = readonly RowValue[]

interface ActionKind {
  readonly maker: (takers: FieldTakers) => (fields: Fields) => CheckpointAction
  /** A struct without this field is no action: some writers write empty structs for null. */
  readonly key: string
}

const KINDS: ReadonlyMap<string, ActionKind> = new Map<string, ActionKind>([
  ['add', { maker: addMaker, key: 'path' }],
  ['remove', { maker: removeMaker, key: 'path' }],
  ['metaData', { maker: metadataMaker, key: 'id' }],
  ['protocol', { maker: protocolMaker, key: 'minReaderVersion' }],
  ['txn', { maker: txnMaker, key: 'appId' }],
  ['domainMetadata', { maker: domainMaker, key: 'domain' }],
  ['checkpointMetadata', { maker: checkpointMetadataMaker, key: 'version' }],
  ['sidecar', { maker: sidecarMaker, key: 'path' }],
])

/** Makes an action of a column's value; undefined where the column has none in this row. */
export type ActionMaker = (value: RowValue) => CheckpointAction | undefined

/** One maker for each top-level column of a checkpoint; columns that nobody knows become unknown actions. */
export function actionMakers(nodes: readonly RowNode[]): ActionMaker[] {
  return nodes.map(node => {
    const kind = KINDS.get(node.name)
    return kind ? knownMaker(node, kind) : unknownMaker(node)
  })
}

/** The action of the next row; undefined for a row in which every column is null. */
export function readAction(
  readers: readonly (RecordReader | undefined)[],
  makers: readonly ActionMaker[],
): CheckpointAction | undefined {
  let found: CheckpointAction | undefined
  for (let column = 0; column < readers.length; column++) {
    const value = readers[column]?.read() ?? null
    if (value === null) continue
    const action = makers[column]?.(value)
    if (action === undefined || (action.kind === 'unknown' && found)) continue
    if (found && found.kind !== 'unknown') {
      throw new ParquetFailure('row', `Expected one action in a row, found ${found.kind} and ${action.kind}.`)
    }
    found = action
  }
  return found
}

function knownMaker(node: RowNode, { maker, key }: ActionKind): ActionMaker {
  if (node.kind !== 'struct') throw new ParquetFailure('schema', `Expected ${node.name} to be a struct.`)
  const make = maker(new FieldTakers(node.name, node.fields))
  const keyAt = node.fields.findIndex(({ name }) => name === key)
  return value => {
    if (!isGroup(value) || value.kind !== 'struct') return undefined
    return (value.fields[keyAt] ?? null) === null ? undefined : make(value.fields)
  }
}

function unknownMaker(node: RowNode): ActionMaker {
  const print = jsonPrinter(node)
  return value => {
    const text = print(value)
    return text === undefined ? undefined : { kind: 'unknown', name: node.name, text }
  }
}
