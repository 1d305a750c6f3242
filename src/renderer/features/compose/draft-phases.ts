import type { DraftSummary } from '../../../shared/contract/draft-contract.ts'

/** Where a draft stands, in a list. */
export const PHASES = {
  open: 'not sent',
  sent: 'sent, answer unknown',
  committed: 'committed',
} as const satisfies Record<DraftSummary['phase'], string>
