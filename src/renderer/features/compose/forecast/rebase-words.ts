import type { RebaseChange } from '../../../../shared/contract/forecast.ts'

/** What a change of a rebased draft is about. */
export const CHANGE_NAMES = {
  version: 'Becomes version',
  'in-commit-timestamp': 'In-commit timestamp',
  'row-ids': 'First row id',
  'row-commit-version': 'Row commit version',
  'row-id-high-water-mark': 'Row id high-water mark',
  'row-tracking-backfill': 'Row tracking backfill',
  'row-tracking-preserved': 'Keeps row ids',
  'type-change-version': 'Version of a type change',
  'checkpoint-protection': 'Checkpoints protected before',
  'domain-removed': 'Domain',
  'already-removed': 'Remove',
} as const satisfies Record<RebaseChange['kind'], string>
