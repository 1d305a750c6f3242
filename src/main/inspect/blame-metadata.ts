import type {
  MetadataHistory as Blame,
  BlamedCommit,
  BlameSubject,
  MetadataEvent,
} from '../../shared/contract/blame.ts'
import type { ColumnEvent, ColumnLineage } from '../../shared/delta/column-lineage.ts'
import type { MetadataHistory } from '../../shared/delta/metadata-history.ts'
import type { SchemaChange } from '../../shared/delta/schema-diff.ts'
import type { Database } from '../postgres/connection.ts'
import type { UpdatesRequest } from '../postgres/metadata-updates.ts'
import { readCommits } from '../postgres/path-actions.ts'
import { replayMetadata } from './replay-metadata.ts'

type Uncommitted = Omit<MetadataEvent, 'commit'> & { readonly version: bigint }

/**
 * Every commit up to a version that changed a column or a property, oldest first. A column that is gone is found by its
 * last name; none at all gives no events.
 */
export async function blameMetadata(
  database: Database,
  { subject, ...request }: UpdatesRequest & { readonly subject: BlameSubject },
  signal: AbortSignal,
): Promise<Blame> {
  const { history, isComplete } = await replayMetadata(database, request, signal)
  const events = eventsOf(history, subject)
  const commits = await readCommits(
    database,
    request.tableId,
    events.map(({ version }) => version),
  )
  return {
    events: events.map(({ version, ...event }) => ({
      commit: commits.get(version) ?? unknownCommit(version),
      ...event,
    })),
    isComplete,
  }
}

/** Only a log that another program tore apart has actions without their version. */
export function unknownCommit(version: bigint): BlamedCommit {
  return { version, committedAt: 0, operation: '', committer: '' }
}

function eventsOf(history: MetadataHistory, subject: BlameSubject): Uncommitted[] {
  if (subject.kind === 'column') return lifeOf(history.columns, subject.path).map(columnEvent)
  const events = history.properties.get(subject.key) ?? []
  return events.map(({ version, from, to }) => ({
    version,
    change: to === undefined ? 'removed' : from === undefined ? 'added' : 'value',
    path: [],
    key: subject.key,
    from: from ?? null,
    to: to ?? null,
  }))
}

/** By the exact name first, then in any case, then among the columns that are gone. */
function lifeOf({ columns, ended }: ColumnLineage, path: readonly string[]): readonly ColumnEvent[] {
  const exact = JSON.stringify(path)
  const folded = exact.toLowerCase()
  const found =
    columns.find(life => JSON.stringify(life.path) === exact) ??
    columns.find(life => JSON.stringify(life.path).toLowerCase() === folded) ??
    ended.findLast(life => JSON.stringify(life.path).toLowerCase() === folded)
  return found?.events ?? []
}

function columnEvent({ version, change }: ColumnEvent): Uncommitted {
  return { version, change: change.kind, path: [...change.path], ...valuesOf(change) }
}

function valuesOf(change: SchemaChange): Pick<MetadataEvent, 'key' | 'from' | 'to'> {
  switch (change.kind) {
    case 'added':
      return { key: null, from: null, to: change.type }
    case 'removed':
      return { key: null, from: change.type, to: null }
    case 'renamed':
      return { key: null, from: change.from, to: change.path.at(-1) ?? null }
    case 'type':
      return { key: null, from: change.from, to: change.to }
    case 'nullability':
      return { key: null, from: change.to ? 'not null' : 'nullable', to: change.to ? 'nullable' : 'not null' }
    case 'moved':
      return { key: null, from: null, to: change.after === undefined ? 'first' : `after ${change.after}` }
    case 'comment':
      return { key: null, from: change.from ?? null, to: change.to ?? null }
    case 'metadata':
      return { key: change.key, from: change.from ?? null, to: change.to ?? null }
  }
  return change satisfies never
}
