import type { RebaseStep } from './rebase-state.ts'

/** Replacing a table takes away the domains that it does not set itself, also those that came up meanwhile. */
export const tombstoneNewDomains: RebaseStep = state => {
  if (!/^(CREATE OR )?REPLACE TABLE/i.test(state.operation ?? '')) return
  for (const domain of state.winner.domains) {
    const isOwn = state.actions.some(action => action.kind === 'domainMetadata' && action.domain === domain.domain)
    if (isOwn || domain.removed) continue
    state.actions = [...state.actions, { ...domain, removed: true }]
    state.note({ kind: 'domain-removed', subject: domain.domain }, undefined, 'removed')
  }
}
