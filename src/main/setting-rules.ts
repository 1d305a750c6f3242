import type { Level } from '../shared/connection/safety.ts'
import { isAbove } from '../shared/connection/safety.ts'
import type { CommitDefaults } from './postgres/commit-defaults.ts'
import type { Settings } from './settings/settings.ts'

const MS_PER_SECOND = 1_000

/** Why no connection of this program may change a log; null where nothing says so. */
export function readOnlyRule(settings: Settings): string | null {
  if (!settings.value('safety.readOnly')) return null
  return `Nothing may be changed from here: set ${settings.originOf('safety.readOnly')}.`
}

/** Why only servers that prove who they are may be used; undefined where others may be, too. */
export function verifiedOnlyRule(settings: Settings): string | undefined {
  const key = 'connections.verifiedOnly'
  return settings.value(key) ? `only verified servers may be used, set ${settings.originOf(key)}.` : undefined
}

/** Why no password may be kept; undefined where one may be. */
export function keepingRule(settings: Settings): string | undefined {
  const key = 'passwords.keep'
  return settings.value(key) ? undefined : `Passwords are not kept: set ${settings.originOf(key)}.`
}

/** How far the level of a connection can be raised, and why not further. */
export function raisingRule(settings: Settings, isProduction: boolean): { raiseMax: Level; lockedBy: string | null } {
  const locked = readOnlyRule(settings)
  if (locked !== null) return { raiseMax: 'read-only', lockedBy: locked }
  const key = 'safety.productionRaise'
  const raiseMax = isProduction ? settings.value(key) : 'open'
  if (!isAbove('open', raiseMax)) return { raiseMax, lockedBy: null }
  return { raiseMax, lockedBy: `Production is raised to ${raiseMax} at the most: set ${settings.originOf(key)}.` }
}

/** What sessions of connections are held to, and how commits are sent where nothing else is asked for. */
export interface SessionLimits {
  readonly connectTimeoutMs: number
  readonly statementTimeoutMs: number
  readonly commits: CommitDefaults
}

export function sessionLimits(settings: Settings): SessionLimits {
  return {
    connectTimeoutMs: settings.value('connections.connectSeconds') * MS_PER_SECOND,
    statementTimeoutMs: settings.value('connections.statementSeconds') * MS_PER_SECOND,
    commits: {
      lockMs: settings.value('commits.lockSeconds') * MS_PER_SECOND,
      statementMs: settings.value('commits.statementSeconds') * MS_PER_SECOND,
      copyRowsMin: settings.value('commits.copyRowsMin'),
    },
  }
}
