import type { SnapshotVerdict, VerifyReport, VerifyRequest } from '../shared/contract/mirror-verification.ts'
import type { TaskProgress } from '../shared/contract/tasks.ts'
import { openLog } from './delta-log/open-log.ts'
import { verifyTable } from './mirror/verify-table.ts'
import type { Database } from './postgres/connection.ts'
import { readMirrors } from './postgres/mirrors.ts'
import { surveyLog } from './replay/survey-log.ts'
import { verifyImport } from './replay/verify-import.ts'

/**
 * Verifies a mirror file by file; where everything is read and sound, the table is also put together from its files alone
 * and held against the committed one at its head, at every checkpoint and at every version checksum (M5).
 */
export async function* verifyMirrored(
  database: Database,
  request: VerifyRequest,
  onProgress: (progress: TaskProgress) => void,
  signal: AbortSignal,
): AsyncGenerator<VerifyReport, void> {
  for await (const report of verifyTable(database, request, signal)) {
    const { different, missing, foreign } = report.counts
    const isSound = different + missing + foreign === 0 && report.to >= 0n
    if (!report.isDone || request.level !== 'full' || !isSound) yield report
    else yield { ...report, snapshot: await snapshotVerdict(database, request.tableId, onProgress, signal) }
  }
}

async function snapshotVerdict(
  database: Database,
  tableId: string,
  onProgress: (progress: TaskProgress) => void,
  signal: AbortSignal,
): Promise<SnapshotVerdict | null> {
  const [mirror] = await readMirrors(database, tableId)
  if (mirror === undefined) return null
  const unread = (differences: readonly string[]): SnapshotVerdict => ({
    ...{ state: 'different', version: mirror.published, checkpoints: 0, checksums: 0 },
    differences: [...differences],
  })
  const opened = await openLog(mirror.target, signal)
  if (opened.kind === 'refused') return unread(opened.problems.map(({ message }) => message))
  await using log = opened.log
  const { history, commitIds, headState, problems } = await surveyLog(log, undefined, () => {}, signal)
  if (!history || problems.length > 0) return unread(problems.map(({ message }) => message))
  const compared = await verifyImport({ database, log, history, commitIds, headState, tableId }, onProgress, signal)
  const differences = compared.differences.map(({ file, message }) => (file ? `${file}: ${message}` : message))
  return {
    state: differences.length === 0 ? 'same' : 'different',
    version: history.head,
    checkpoints: compared.checkpoints,
    checksums: compared.checksums,
    differences,
  }
}
