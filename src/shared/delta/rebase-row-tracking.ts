import type { Action, AddFile } from './actions.ts'
import { ROW_TRACKING_DOMAIN } from './isolation.ts'
import type { RebaseState, RebaseStep } from './rebase-state.ts'
import { isBackfill, isRowTrackingRewrite, isUnbackfill, readRowIdMark } from './row-tracking.ts'
import { parseStats } from './stats.ts'

/**
 * A backfill commits live files again to give them row ids (an unbackfill, to take them away): it must not bring back what
 * a winner removed, and whoever removes or re-adds a file after a backfill carries the ids on.
 */
export const followBackfill: RebaseStep = state => {
  const { winner, operation } = state
  if (!state.supports('rowTracking')) return
  if (isRowTrackingRewrite(operation)) dropTouchedFiles(state)
  if (isUnbackfill(operation)) takeIdsAway(state)
  if (isBackfill(winner.operation)) carryIdsOn(state)
}

/** Row ids of new files begin after everything that the winners assigned; ids of earlier commits stay. */
export const moveRowIds: RebaseStep = state => {
  if (!tracksRows(state) || isUnbackfill(state.operation)) return
  let mark = state.rowIdMark
  state.actions = state.actions.map(action => {
    if (action.kind !== 'add' || !isNew(state, action)) return action
    const rows = parseStats(action.stats)?.numRecords
    if (rows === undefined || rows < 0n) {
      state.obstacle = `The file ${action.path} needs row ids, but its statistics do not say how many records it has.`
      return action
    }
    const baseRowId = mark + 1n
    mark += rows
    state.note({ kind: 'row-ids', subject: action.path }, action.baseRowId?.toString(), String(baseRowId))
    return { ...action, baseRowId }
  })
  writeHighWaterMark(state, mark)
}

/** The version that first committed a file is the draft's own, and that has moved. */
export const moveRowVersions: RebaseStep = state => {
  if (!tracksRows(state) || isUnbackfill(state.operation)) return
  const { firstVersion, nextVersion, carriedPaths } = state
  state.actions = state.actions.map(action => {
    if (action.kind !== 'add' || carriedPaths.has(action.path)) return action
    const { defaultRowCommitVersion: before } = action
    if (before !== undefined && before !== firstVersion) return action
    state.note({ kind: 'row-commit-version', subject: action.path }, before?.toString(), String(nextVersion))
    return { ...action, defaultRowCommitVersion: nextVersion }
  })
}

/** Ids up to the mark that was read were assigned by earlier commits, and are merely copied. */
function isNew({ readRowIdMark, carriedPaths }: RebaseState, { path, baseRowId }: AddFile): boolean {
  return baseRowId === undefined || (baseRowId > readRowIdMark && !carriedPaths.has(path))
}

function tracksRows(state: RebaseState): boolean {
  const isSuspended = state.metadata?.configuration.get('delta.rowTrackingSuspended')?.toLowerCase() === 'true'
  return state.supports('rowTracking') && !isSuspended
}

function dropTouchedFiles(state: RebaseState): void {
  const touched = new Set([...state.winner.adds, ...state.winner.removes].map(({ path }) => path))
  state.actions = state.actions.filter(action => {
    const isDropped = action.kind === 'add' && touched.has(action.path)
    if (isDropped) state.note({ kind: 'row-tracking-backfill', subject: action.path }, 'added again', 'left out')
    return !isDropped
  })
}

function takeIdsAway(state: RebaseState): void {
  const withIds = state.winner.adds.filter(
    ({ baseRowId, defaultRowCommitVersion }) => baseRowId !== undefined || defaultRowCommitVersion !== undefined,
  )
  const without = withIds.map(
    (add): AddFile => ({ ...add, dataChange: false, baseRowId: undefined, defaultRowCommitVersion: undefined }),
  )
  for (const { path } of without) state.note({ kind: 'row-tracking-backfill', subject: path }, undefined, 'added again')
  state.actions = [...state.actions, ...without]
}

function carryIdsOn(state: RebaseState): void {
  const backfilled = new Map(state.winner.adds.map(add => [add.path, add]))
  state.actions = state.actions.map((action): Action => {
    const source = action.kind === 'add' || action.kind === 'remove' ? backfilled.get(action.path) : undefined
    if (!source || (action.kind !== 'add' && action.kind !== 'remove')) return action
    const { baseRowId, defaultRowCommitVersion } = source
    state.carriedPaths.add(action.path)
    state.note({ kind: 'row-ids', subject: action.path }, action.baseRowId?.toString(), baseRowId?.toString())
    return { ...action, baseRowId, defaultRowCommitVersion }
  })
}

/** The domain stands in a commit that assigns ids; a stale one must not stay, since it would give ids out twice. */
function writeHighWaterMark(state: RebaseState, mark: bigint): void {
  const isMark = (action: Action) => action.kind === 'domainMetadata' && action.domain === ROW_TRACKING_DOMAIN
  const own = state.actions.find(action => action.kind === 'domainMetadata' && isMark(action))
  const before = own?.kind === 'domainMetadata' ? readRowIdMark(own.configuration) : undefined
  if (!own && mark === state.rowIdMark) return
  const configuration = `{"domainName":"${ROW_TRACKING_DOMAIN}","rowIdHighWaterMark":${mark}}`
  const domain: Action = { kind: 'domainMetadata', domain: ROW_TRACKING_DOMAIN, configuration, removed: false }
  const rest = state.actions.filter(action => !isMark(action))
  const infos = rest.filter(({ kind }) => kind === 'commitInfo')
  state.actions = [...infos, domain, ...rest.filter(({ kind }) => kind !== 'commitInfo')]
  state.note({ kind: 'row-id-high-water-mark' }, before?.toString(), String(mark))
}
