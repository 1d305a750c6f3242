import type { CommitLine } from './actions.ts'

/** Domains that rules ask for whatever a commit says. */
export const SYSTEM_DOMAINS = ['delta.rowTracking', 'delta.clustering']

/** The names of the domains whose configuration the rules ask for, each once. */
export function domainsToLookUp(lines: readonly CommitLine[]): string[] {
  const named = lines.flatMap(({ action }) => (action.kind === 'domainMetadata' ? [action.domain] : []))
  return [...new Set([...SYSTEM_DOMAINS, ...named])]
}
