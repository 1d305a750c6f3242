import type { LogReport } from '../../shared/contract/log-report.ts'
import type { Protocol } from '../../shared/delta/actions.ts'
import { parseAction } from '../../shared/delta/parse-action.ts'
import { supportedFeatures } from '../../shared/delta/protocol-features.ts'
import { REPORT_ITEMS_MAX } from '../../shared/limits.ts'
import type { LogListing } from '../delta-log/log-listing.ts'
import { basesOf } from './choose-history.ts'
import type { Survey } from './survey-log.ts'

/** What a person is told of a log before its import; lists are cut at a limit, counts are whole. */
export function logReport({ scan, history, headState, problems, warnings }: Survey, listing: LogListing): LogReport {
  const protocol = scan.protocol ?? protocolOf(headState.protocol)
  const whole = scan.checkpoints.filter(({ fault }) => fault === undefined)
  const checkpoints: Record<string, number> = {}
  for (const { kind } of whole) checkpoints[kind] = (checkpoints[kind] ?? 0) + 1
  return {
    location: scan.location,
    name: scan.name,
    head: scan.head ?? null,
    commits: scan.commits.count,
    firstCommit: scan.commits.first ?? null,
    actions: scan.actions,
    bytes: scan.bytes,
    gaps: scan.gaps.slice(0, REPORT_ITEMS_MAX).map(range => ({ ...range })),
    gapsTotal: scan.gaps.length,
    checkpoints,
    checkpointsBroken: scan.checkpoints.length - whole.length,
    checksums: scan.checksums,
    compacted: scan.compacted,
    staged: scan.staged,
    foreign: { count: scan.foreign.count, examples: [...scan.foreign.examples] },
    features: protocol ? supportedFeatures(protocol).map(({ name }) => name) : [],
    protocol: protocol
      ? { minReaderVersion: protocol.minReaderVersion, minWriterVersion: protocol.minWriterVersion }
      : null,
    unknownActions: [...scan.unknownActions].map(([name, count]) => ({ name, count })),
    timesOutOfOrder: scan.timesOutOfOrder,
    reconstructable: scan.reconstructable.slice(0, REPORT_ITEMS_MAX).map(range => ({ ...range })),
    start: startOf(history, problems),
    bases: history
      ? basesOf(listing, history)
          .slice(0, REPORT_ITEMS_MAX)
          .map(({ version, kind }) => ({ version, kind }))
      : [],
    isBroken: problems.length > 0,
    findings: [
      ...problems.map(problem => ({ ...problem, severity: 'error' as const })),
      ...warnings.map(problem => ({ ...problem, severity: 'warning' as const })),
    ],
  }
}

/** Of a log that was cleaned up only the checkpoint may tell it. */
function protocolOf(line: string | undefined): Protocol | undefined {
  const parsed = line === undefined ? undefined : parseAction(line, 0)
  return parsed?.kind === 'ok' && parsed.value.action.kind === 'protocol' ? parsed.value.action : undefined
}

function startOf(history: Survey['history'], problems: Survey['problems']): LogReport['start'] {
  if (!history) return { kind: 'impossible', reason: problems[0]?.message ?? 'The log has no history.' }
  return history.base ? { kind: 'from-checkpoint', version: history.first } : { kind: 'from-start' }
}
