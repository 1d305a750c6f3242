import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const FILE = fileURLToPath(new URL('conformance-exceptions.json', import.meta.url))

/**
 * The cases of a suite that this program deliberately judges differently, with the reason. A suite must fail for an entry
 * that no longer disagrees.
 */
export function exceptionsOf(suite: 'snapshots' | 'conflicts'): ReadonlyMap<string, string> {
  const all = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>>>>
  return new Map(Object.entries(all[suite] ?? {}))
}
