import { withMember } from './edit-json.ts'
import { jsonText, readJson } from './json.ts'
import type { RebaseState, RebaseStep } from './rebase-state.ts'

const TIMESTAMPS = 'delta.enableInCommitTimestamps'
const PROTECTED = 'delta.requireCheckpointProtectionBeforeVersion'

/** Delta protocol, "In-Commit Timestamps": later than the winner's, also where it was the winner who switched them on. */
export const moveTimestamps: RebaseStep = state => {
  if (!isTrue(state, TIMESTAMPS)) return
  const own = state.commitInfo?.inCommitTimestamp
  const { winnerTime } = state
  if (winnerTime === undefined) {
    state.obstacle = `The time of version ${state.winner.version} is not known, so no later one can be chosen.`
    return
  }
  const least = winnerTime + 1n
  const candidate = own ?? state.commitInfo?.timestamp ?? least
  const next = candidate > least ? candidate : least
  if (next !== own) {
    state.setCommitInfo('inCommitTimestamp', String(next))
    state.note({ kind: 'in-commit-timestamp' }, own?.toString(), String(next))
  }
  moveEnablement(state, next)
}

/** A commit that switches in-commit timestamps on records its own version and time, where older commits exist. */
function moveEnablement(state: RebaseState, time: bigint): void {
  const { metadata, read } = state
  const isEnabling = state.actions.some(({ kind }) => kind === 'metaData')
  const wasEnabled = read.metadata?.configuration.get(TIMESTAMPS)?.toLowerCase() === 'true'
  if (!metadata || !isEnabling || wasEnabled) return
  const configuration = new Map(metadata.configuration)
  configuration.set('delta.inCommitTimestampEnablementVersion', String(state.nextVersion))
  configuration.set('delta.inCommitTimestampEnablementTimestamp', String(time))
  state.setMetadata({ ...metadata, configuration })
}

/** The winner began to track rows: the rows that this commit rewrites were written before their ids could be kept. */
export const noteLostRowIds: RebaseStep = state => {
  const before = state.read.metadata?.configuration.get('delta.enableRowTracking')?.toLowerCase()
  if (!state.winner.metadata || before === 'true' || !isTrue(state, 'delta.enableRowTracking')) return
  const info = readJson(state.commitInfo?.text ?? '{}')
  const tags = info.kind === 'ok' && info.value.kind === 'object' ? info.value.member('tags') : undefined
  const text = withMember(tags?.kind === 'object' ? jsonText(tags) : '{}', 'delta.rowTracking.preserved', '"false"')
  if (text !== undefined) state.setCommitInfo('tags', text)
  state.note({ kind: 'row-tracking-preserved' }, undefined, 'false')
}

/** Spark 3.2 and older previews note in a column the version in which its type changed. */
export const moveTypeChanges: RebaseStep = state => {
  const own = state.actions.find(action => action.kind === 'metaData')
  if (!own?.schemaString.includes('"delta.typeChanges"')) return
  const { firstVersion, nextVersion } = state
  // Inside a JSON string the quotes would be escaped, so that what matches is a key.
  const schemaString = own.schemaString.replaceAll(
    new RegExp(`(?<!\\\\)("tableVersion"\\s*:\\s*)${firstVersion}(?!\\d)`, 'g'),
    (_, key: string) => `${key}${nextVersion}`,
  )
  if (schemaString === own.schemaString) return
  state.setMetadata({ ...own, schemaString })
  state.note({ kind: 'type-change-version' }, String(firstVersion), String(nextVersion))
}

/** A commit that drops a feature protects the checkpoints before its own version. */
export const moveCheckpointProtection: RebaseStep = state => {
  const own = state.actions.find(action => action.kind === 'metaData')
  const before = own?.configuration.get(PROTECTED)
  if (!own || before !== String(state.firstVersion) || !state.dropsFeature) return
  const configuration = new Map(own.configuration).set(PROTECTED, String(state.nextVersion))
  state.setMetadata({ ...own, configuration })
  state.note({ kind: 'checkpoint-protection' }, before, String(state.nextVersion))
}

function isTrue({ metadata }: RebaseState, property: string): boolean {
  return metadata?.configuration.get(property)?.toLowerCase() === 'true'
}
