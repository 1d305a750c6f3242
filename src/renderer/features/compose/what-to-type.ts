import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { Effect } from './effect.ts'

/** Why a commit asks for its name to be typed; undefined where a click is enough. */
export function whyToType(effect: Effect | undefined, table: Pick<TableSummary, 'totalFiles'>): string | undefined {
  if (effect?.others.some(({ irreversible, text }) => irreversible && text.startsWith('Sets the protocol'))) {
    return 'A protocol can be raised and never lowered by a commit: older readers and writers are locked out for good.'
  }
  if (effect && effect.removes.files > 0 && BigInt(effect.removes.files) >= table.totalFiles) {
    return 'It removes every file that the table has.'
  }
  return undefined
}
