/** How much may be done on a connection: nothing that changes the log, changes that are confirmed by typing, or changes. */
export const LEVELS = ['read-only', 'guarded', 'open'] as const
export type Level = (typeof LEVELS)[number]

export const ENVIRONMENTS = ['production', 'staging', 'development'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/** What a folder, or a connection itself, says about safety; null where it says nothing. */
export interface Policy {
  readonly environment: Environment | null
  readonly level: Level | null
}

/** What holds for a connection, and whether it says so itself or has it from its folder or its environment. */
export interface EffectivePolicy {
  readonly environment: Environment | null
  readonly level: Level
  readonly environmentFrom: 'connection' | 'folder' | 'nowhere'
  readonly levelFrom: 'connection' | 'folder' | 'environment' | 'production'
}

const LEVEL_OF: Readonly<Record<Environment, Level>> = {
  production: 'read-only',
  staging: 'guarded',
  development: 'open',
}
/**
 * The connection's own words count before its folder's, these before what the environment means. Production always starts
 * read-only, whatever anyone says; who wants to write there raises the level for a while. `unmarked` holds where nobody has
 * said what a server is for.
 */
export function effectivePolicy(own: Policy, folder: Policy | undefined, unmarked: Level = 'guarded'): EffectivePolicy {
  const environment = own.environment ?? folder?.environment ?? null
  const environmentFrom = own.environment ? 'connection' : folder?.environment ? 'folder' : 'nowhere'
  if (environment === 'production') {
    return { environment, level: 'read-only', environmentFrom, levelFrom: 'production' }
  }
  const said = own.level ?? folder?.level
  const meant = environment === null ? unmarked : LEVEL_OF[environment]
  const levelFrom = own.level ? 'connection' : folder?.level ? 'folder' : 'environment'
  return { environment, level: said ?? meant, environmentFrom, levelFrom }
}

/** Whether `level` allows more than `other`. */
export function isAbove(level: Level, other: Level): boolean {
  return LEVELS.indexOf(level) > LEVELS.indexOf(other)
}
