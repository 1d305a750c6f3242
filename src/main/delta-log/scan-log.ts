import { LOG_FINDINGS_MAX } from '../../shared/limits.ts'
import type { CheckpointFile } from './checkpoint-file.ts'
import type { DeltaLog } from './delta-log.ts'
import { finding, type LogFinding } from './log-finding.ts'
import { type ImportPlan, planImport } from './plan-import.ts'
import { commitGaps, headOf, reconstructableVersions } from './plan-snapshot.ts'
import { readCommits } from './read-commits.ts'
import { ScannedCommits } from './scanned-commits.ts'

/** Both bounds belong to the range. */
export interface VersionRange {
  readonly from: bigint
  readonly to: bigint
}

/** What a log holds, as far as it can be told before anything is done with it. */
export interface LogScan {
  readonly location: string
  readonly name: string
  /** Newest version that a commit or a whole checkpoint knows of; undefined for a log of neither. */
  readonly head: bigint | undefined
  readonly commits: { readonly count: number; readonly first: bigint | undefined; readonly last: bigint | undefined }
  /** Actions in all commits, and the bytes of these. */
  readonly actions: number
  readonly bytes: number
  readonly gaps: readonly VersionRange[]
  /** Newest first; incomplete ones say so. */
  readonly checkpoints: readonly CheckpointFile[]
  readonly checksums: number
  readonly compacted: number
  readonly staged: number
  readonly foreign: { readonly count: number; readonly examples: readonly string[] }
  /** Features that the newest protocol demands, by name. */
  readonly features: readonly string[]
  readonly protocol: { readonly minReaderVersion: number; readonly minWriterVersion: number } | undefined
  /** Names of actions that this program does not know, with how often they occur. */
  readonly unknownActions: ReadonlyMap<string, number>
  /** Versions whose time does not lie after that of the version before. */
  readonly timesOutOfOrder: number
  /** Versions whose state can be had. */
  readonly reconstructable: readonly VersionRange[]
  readonly findings: readonly LogFinding[]
  /** Where an import has to begin. */
  readonly plan: ImportPlan
}

export interface ScanProgress {
  readonly versions: number
  readonly versionsTotal: number
  readonly actions: number
  readonly bytes: number
}

/**
 * Reads every commit of a log once and says what is there. Nothing of it is kept, so that its memory does not grow with
 * the log. Stops where `signal` says so, with its reason.
 */
export async function scanLog(
  log: DeltaLog,
  onProgress: (progress: ScanProgress) => void,
  signal: AbortSignal,
): Promise<LogScan> {
  const { listing, location, name } = log
  const scanned = new ScannedCommits()
  let versions = 0
  for await (const read of readCommits({ store: log.store, commits: listing.commits }, signal)) {
    scanned.take(read)
    versions++
    const { actions, bytes } = scanned
    onProgress({ versions, versionsTotal: listing.commits.length, actions, bytes })
  }
  const plan = planImport(listing)
  return {
    location,
    name,
    head: headOf(listing),
    commits: {
      count: listing.commits.length,
      first: listing.commits[0]?.version,
      last: listing.commits.at(-1)?.version,
    },
    actions: scanned.actions,
    bytes: scanned.bytes,
    gaps: commitGaps(listing.commits),
    checkpoints: listing.checkpoints,
    checksums: listing.checksums.length,
    compacted: listing.compacted.length,
    staged: listing.staged.length,
    foreign: listing.foreign,
    features: scanned.features,
    protocol: scanned.protocol,
    unknownActions: scanned.unknownActions,
    timesOutOfOrder: scanned.timesOutOfOrder,
    reconstructable: reconstructableVersions(listing),
    findings: [...listing.findings, ...namesFindings(log), ...scanned.findings].slice(0, LOG_FINDINGS_MAX),
    plan,
  }
}

function namesFindings({ listing }: DeltaLog): LogFinding[] {
  const findings = commitGaps(listing.commits).map(({ from, to }) => {
    const missing = from === to ? `version ${from} is` : `versions ${from} to ${to} are`
    return finding('error', 'log.gap', null, `Between two commits, ${missing} missing.`)
  })
  if (listing.staged.length > 0) {
    const message = 'Staged commits are left out: only their catalog knows which of them were ratified.'
    findings.push(finding('warning', 'log.staged-commits', listing.staged[0]?.file ?? null, message))
  }
  return findings
}
