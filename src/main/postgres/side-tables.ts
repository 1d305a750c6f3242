import type { Database } from './connection.ts'
import { denialOf } from './denial.ts'

/** Tables that tell something about the log and are no part of it: a reader can do without. */
const SIDE_TABLES = ['dl_mirror_status', 'dl_mirrors', 'dl_version_notes'] as const
export type SideTable = (typeof SIDE_TABLES)[number]

/** Whether a table of these may be read. */
export type MayRead = (table: SideTable) => boolean

/** A privilege that is granted shows after so long at the latest. */
const ASKED_AGAIN_MS = 10_000

/** When a table was refused last, by the user of a database. */
const refusals = new WeakMap<Database, Map<SideTable, number>>()

/**
 * Runs a read with all that it would like to know, and again without the side tables that the database user may not read:
 * what stands in the log itself is told all the same. Who has every privilege pays nothing for it.
 */
export async function withoutDenied<T>(database: Database, read: (may: MayRead) => Promise<T>): Promise<T> {
  const refused = refusals.get(database) ?? new Map<SideTable, number>()
  refusals.set(database, refused)
  for (;;) {
    const now = performance.now()
    const asked = new Set<SideTable>()
    const may: MayRead = table => {
      const refusedAt = refused.get(table)
      if (refusedAt !== undefined && now - refusedAt < ASKED_AGAIN_MS) return false
      asked.add(table)
      return true
    }
    try {
      return await read(may)
    } catch (error) {
      const relation = denialOf(error)?.relation
      const table = SIDE_TABLES.find(name => name === relation)
      if (table === undefined || !asked.has(table)) throw error
      refused.set(table, performance.now())
    }
  }
}
