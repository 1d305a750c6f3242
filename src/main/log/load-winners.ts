import type { Action, Protocol, Version } from '../../shared/delta/actions.ts'
import type { Winner } from '../../shared/delta/conflict.ts'
import { readJson } from '../../shared/delta/json.ts'
import { parseCommitInfo } from '../../shared/delta/parse-commit-info.ts'
import { supports } from '../../shared/delta/protocol-features.ts'
import { FORECAST_ACTIONS_MAX, FORECAST_VERSIONS_MAX } from '../../shared/limits.ts'
import { readWinnerActions } from '../postgres/winner-actions.ts'
import { readRetiredFiles, readRowIdMarkAt, readWinnerRows, type WinnerRow } from '../postgres/winners.ts'
import { readHead } from '../postgres/write-lookups.ts'
import type { Connection } from '../postgres/write-session.ts'
import type { LoadedWinners } from './held/loaded-winners.ts'
import { readState } from './read-state.ts'

export interface WinnersWanted {
  readonly tableId: string
  /** The version that the draft was made on; -1 for none. */
  readonly base: Version
  /** Statistics decide whether a scan has read a file. */
  readonly withStats: boolean
  /** Every field, where the table tracks rows: rebasing copies ids. */
  readonly toRebase: boolean
}

/**
 * Reads everything that a draft's fate depends on, in one snapshot of the database and a constant number of statements.
 * Undefined where there is no such table.
 */
export async function loadWinners(
  client: Connection,
  { tableId, base, withStats, toRebase }: WinnersWanted,
): Promise<LoadedWinners | undefined> {
  await client.query('begin isolation level repeatable read read only')
  const head = await readHead(client, tableId)
  if (head === undefined) return undefined
  const { protocol, metadata } = (await readState(client, tableId, base)) ?? {}
  const whole = toRebase && (tracksRows(protocol) || tracksRows((await readState(client, tableId, head))?.protocol))
  const known = await readWinnerRows(client, tableId, base, FORECAST_VERSIONS_MAX)
  const rows = readable(known, withStats || whole ? FORECAST_ACTIONS_MAX / 3 : FORECAST_ACTIONS_MAX)
  const range = { tableId, after: base, upTo: rows.at(-1)?.version ?? base }
  const actions = await readWinnerActions(client, range, { withStats, whole })
  const retired = await readRetiredFiles(client, range, withStats)
  const rowIdMark = await readRowIdMarkAt(client, tableId, base)
  await client.query('commit')
  return {
    head,
    base: { version: base, protocol, metadata },
    retired,
    rowIdMark,
    winners: rows.map(row => winnerOf(row, actions.get(row.version) ?? [])),
    rows,
    unread: head > range.upTo ? head - range.upTo : 0n,
  }
}

function tracksRows(protocol: Protocol | undefined): boolean {
  return protocol !== undefined && supports(protocol, 'rowTracking')
}

/** As many as may be read at once. */
function readable(rows: readonly WinnerRow[], actionsMax: number): readonly WinnerRow[] {
  let actions = 0
  const end = rows.findIndex(({ numActions }) => {
    actions += numActions
    return actions > actionsMax
  })
  return end < 0 ? rows : rows.slice(0, end)
}

function winnerOf({ version, committedAt, commitInfo }: WinnerRow, actions: readonly Action[]): Winner {
  const info = commitInfo === null ? undefined : readJson(commitInfo)
  const known = info?.kind === 'ok' && info.value.kind === 'object' ? [parseCommitInfo(info.value)] : []
  return { version, actions: [...known, ...actions], committedAt: BigInt(Math.trunc(committedAt)) }
}
