import { basename } from 'node:path'
import { parseSchema } from '../../src/shared/delta/schema.ts'
import type { Snapshot } from '../../src/shared/delta/snapshot.ts'
import { logicalRows } from '../../src/shared/delta/stats.ts'
import type { Seen } from './reader.ts'

/** In what a stranger's view of a table differs from ours; empty where it is the same. */
export function compareSeen(snapshot: Snapshot, seen: Seen): string[] {
  const files = [...snapshot.files.values()].map(({ add }) => basename(decodeURIComponent(add.path))).sort()
  const schema = parseSchema(snapshot.metadata?.schemaString ?? '')
  const columns = schema.kind === 'ok' ? schema.value.fields.map(({ name }) => name) : []
  const pairs: readonly [what: string, expected: unknown, found: unknown][] = [
    ['version', Number(snapshot.version), seen.version],
    ['files', files, seen.files.map(file => basename(decodeURIComponent(file))).sort()],
    ['columns', columns, seen.columns],
    ['properties', Object.fromEntries(snapshot.metadata?.configuration ?? []), seen.configuration],
    ['transaction', Number(snapshot.txns.get('app')?.version ?? -1n), seen.txn === null ? -1 : seen.txn],
    ['rows', rowsOf(snapshot), seen.rows],
  ]
  return pairs.flatMap(([what, expected, found]) => {
    if (found === undefined || sorted(expected) === sorted(found)) return []
    return [`${what}: expected ${shorten(sorted(expected))}, saw ${shorten(sorted(found))}`]
  })
}

function rowsOf({ files }: Snapshot): number {
  return [...files.values()].reduce((sum, { add }) => sum + Number(logicalRows(add) ?? 0n), 0)
}

function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return JSON.stringify(value)
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
