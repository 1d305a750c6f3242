import type { ConnectionSummary } from '../../../shared/contract/connections.ts'
import type { TableSummary } from '../../../shared/contract/schemas.ts'
import type { Effect } from './effect.ts'

/** Why a commit asks for its name to be typed; undefined where a click is enough. */
export function whyToType(
  effect: Effect | undefined,
  table: Pick<TableSummary, 'totalFiles'>,
  connection: Pick<ConnectionSummary, 'environment' | 'state'> | undefined,
): string | undefined {
  if (connection?.environment === 'production') return 'This is production.'
  if (effect?.others.some(({ irreversible, text }) => irreversible && text.startsWith('Sets the protocol'))) {
    return 'A protocol can be raised and never lowered by a commit: older readers and writers are locked out for good.'
  }
  if (effect && effect.removes.files > 0 && BigInt(effect.removes.files) >= table.totalFiles) {
    return 'It removes every file that the table has.'
  }
  const isGuarded = connection?.state.kind === 'open' && connection.state.level === 'guarded'
  if (isGuarded && effect && effect.removes.files > 0)
    return 'This connection is guarded, and the commit removes files.'
  return undefined
}
