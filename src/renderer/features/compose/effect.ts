import type { Action, CommitLine } from '../../../shared/delta/actions.ts'
import { logicalRows } from '../../../shared/delta/stats.ts'
import { type DataNeutrality, dataNeutrality } from '../../../shared/delta/templates/data-neutrality.ts'

/** What a draft would do to its table, counted. */
export interface FileEffect {
  readonly files: number
  readonly bytes: bigint
  /** Files whose size is not told; `bytes` is then a lower bound. */
  readonly sizeless: number
  /** Absent where a file does not tell its rows. */
  readonly rows: bigint | undefined
}

/** One thing beyond files that a draft would do. */
export interface OtherEffect {
  readonly text: string
  /** Cannot be taken back by a later commit. */
  readonly irreversible: boolean
}

export interface Effect {
  readonly adds: FileEffect
  readonly removes: FileEffect
  readonly others: readonly OtherEffect[]
  /** Whether the rows bear out a claim to change no data. */
  readonly neutrality: DataNeutrality
}

export function effectOf(lines: readonly CommitLine[]): Effect {
  const actions = lines.map(line => line.action)
  return {
    adds: fileEffect(actions.filter(action => action.kind === 'add')),
    removes: fileEffect(actions.filter(action => action.kind === 'remove')),
    others: actions.flatMap(action => otherEffect(action) ?? []),
    neutrality: dataNeutrality(actions),
  }
}

/** True for a draft that changes nothing that a reader of the table could see. */
export function isEmptyEffect({ adds, removes, others }: Effect): boolean {
  return adds.files === 0 && removes.files === 0 && others.length === 0
}

type FileAction = Extract<Action, { kind: 'add' | 'remove' }>

function fileEffect(actions: readonly FileAction[]): FileEffect {
  const rows = actions.map(({ stats, deletionVector }) => logicalRows({ stats, deletionVector }))
  return {
    files: actions.length,
    bytes: actions.reduce((sum, { size }) => sum + (size ?? 0n), 0n),
    sizeless: actions.filter(({ size }) => size === undefined).length,
    rows: rows.reduce<bigint | undefined>(
      (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
      0n,
    ),
  }
}

function otherEffect(action: Action): OtherEffect | undefined {
  switch (action.kind) {
    case 'metaData':
      return { text: 'Replaces the table’s schema, partition columns and properties', irreversible: false }
    case 'protocol':
      return {
        text: `Sets the protocol to reader ${action.minReaderVersion}, writer ${action.minWriterVersion}`,
        irreversible: true,
      }
    case 'txn':
      return { text: `Records that application ${action.appId} has reached ${action.version}`, irreversible: true }
    case 'cdc':
      return { text: `Points readers of changes at ${action.path}`, irreversible: false }
    case 'domainMetadata':
      return {
        text: `${action.removed ? 'Removes' : 'Sets'} the metadata of domain ${action.domain}`,
        irreversible: false,
      }
    case 'unknown':
      return { text: `Writes an action unknown to this program: ${action.name}`, irreversible: false }
    case 'add':
    case 'remove':
    case 'commitInfo':
      return undefined
  }
  action satisfies never
}
