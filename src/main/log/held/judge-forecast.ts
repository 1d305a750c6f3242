import type { ForecastReport, JudgedWinner, Verdict } from '../../../shared/contract/forecast.ts'
import type { AskedIsolation, Draft } from '../../../shared/contract/schemas.ts'
import { type ConflictDraft, type Engine, type Forecast, forecastConflicts } from '../../../shared/delta/conflict.ts'
import { type IsolationLevel, tableIsolation } from '../../../shared/delta/isolation.ts'
import { FORECAST_FILES_SHOWN_MAX } from '../../../shared/limits.ts'
import type { WinnerRow } from '../../postgres/winners.ts'
import { type LoadedWinners, readStateOf } from './loaded-winners.ts'
import type { DeclaredDraft } from './read-declared.ts'

/** A draft against everything that came after the version it was made on. */
export function judgeForecast(draft: Draft, { commit, reads }: DeclaredDraft, loaded: LoadedWinners): ForecastReport {
  const own = loaded.rows.find(({ commitId }) => commitId === draft.commitId)
  if (own) return { kind: 'committed', version: own.version, committedAt: own.committedAt }
  const actions = commit.lines.map(({ action }) => action)
  return judge({ actions, reads, operation: operationOf(draft, actions) }, loaded, draft.isolationLevel)
}

/** What commitInfo says wins, as in the ledger. */
export function operationOf(draft: Draft, actions: ConflictDraft['actions']): string | undefined {
  return actions.find(action => action.kind === 'commitInfo')?.operation ?? draft.operation
}

/** The level that a table asks for, where a draft asks for none. */
export function askedLevel(loaded: LoadedWinners, isolation: AskedIsolation | undefined): AskedIsolation {
  return isolation ?? levelOf(loaded)
}

function levelOf({ base }: LoadedWinners): AskedIsolation {
  return tableIsolation(base.metadata) === 'WriteSerializable' ? 'WriteSerializable' : 'Serializable'
}

function judge(draft: ConflictDraft, loaded: LoadedWinners, isolation: AskedIsolation | undefined): ForecastReport {
  const { winners, rows, head, unread } = loaded
  const read = readStateOf(loaded)
  const asked = askedLevel(loaded, isolation)
  const at = (level: IsolationLevel, engine: Engine = 'spark') =>
    forecastConflicts(draft, read, winners, { isolation: level, engine })
  const chosen = at(asked)
  const levels = {
    Serializable: at('Serializable'),
    WriteSerializable: at('WriteSerializable'),
    SnapshotIsolation: at('SnapshotIsolation'),
  }
  const engines = { 'delta-rs': at(asked, 'delta-rs'), kernel: at(asked, 'kernel') }
  const judged = rows.map((row, index) => judgedWinner(row, index, { chosen, levels, engines }))
  return {
    kind: 'forecast',
    base: read.version,
    head,
    asked,
    tableLevel: levelOf(loaded),
    level: chosen.isolation,
    winners: judged,
    conflicts: judged.filter(({ verdict }) => verdict.class !== null).length,
    unjudged: unread,
  }
}

interface Forecasts {
  readonly chosen: Forecast
  readonly levels: Record<IsolationLevel, Forecast>
  readonly engines: Record<'delta-rs' | 'kernel', Forecast>
}

function judgedWinner(row: WinnerRow, index: number, { chosen, levels, engines }: Forecasts): JudgedWinner {
  const verdict = chosen.verdicts[index]
  const files = verdict?.kind === 'conflict' ? verdict.files : []
  const { version, commitId, operation, committer, committedAt, adds, removes } = row
  return {
    ...{ version, commitId, operation, committer, committedAt, adds, removes },
    verdict: verdictAt(chosen, index),
    files: files.slice(0, FORECAST_FILES_SHOWN_MAX),
    fileCount: files.length,
    adopts: verdict?.kind === 'no-conflict' ? [...verdict.adopts] : [],
    levels: {
      Serializable: verdictAt(levels.Serializable, index),
      WriteSerializable: verdictAt(levels.WriteSerializable, index),
      SnapshotIsolation: verdictAt(levels.SnapshotIsolation, index),
    },
    engines: { 'delta-rs': verdictAt(engines['delta-rs'], index), kernel: verdictAt(engines.kernel, index) },
  }
}

function verdictAt({ verdicts }: Forecast, index: number): Verdict {
  const verdict = verdicts[index]
  if (verdict === undefined) throw new Error('a winner was not judged')
  return { class: verdict.kind === 'conflict' ? verdict.class : null, reason: verdict.reason }
}
